//! What a helper meets that comes while the owner has the iterator on loan: a matter of moments in a whole call.

use super::*;
use crate::source::Pulled;

#[test]
fn nothing_is_over_while_it_is_on_loan() {
    let mut chain = Pulled::new(0..5);
    let dealer = chain.open();
    let flow = Flow::new(chain, dealer, 0, 2, None, 1);
    let (place, claim) = flow.lend(3, false).expect("nothing is in flight");
    assert!(matches!(flow.deal(1, false), Next::Full));
    let batch = flow.make(place, claim, &mut ());
    assert_eq!((batch.start, &batch.items[..]), (0, &[0, 1, 2][..]));
    assert_eq!(flow.take_back(0), 3);
    let Next::Piece(place, claim) = flow.deal(1, false) else {
        panic!("the iterator is not back");
    };
    // As long as that is in flight, nothing is lent.
    assert!(flow.lend(1, false).is_none());
    assert_eq!(flow.make(place, claim, &mut ()).items, [3]);
    flow.deliver(4);
    // More than there are.
    let (place, claim) = flow
        .lend(100, false)
        .expect("everything before is delivered");
    assert_eq!(flow.make(place, claim, &mut ()).items, [4]);
    assert_eq!(flow.take_back(4), 1);
    assert!(matches!(flow.deal(1, false), Next::Over(5)));
}
