//! Whose turn it is to be helped: what a pool full of threads hides.

use super::*;

#[test]
fn every_queue_is_the_first_in_turn() {
    let pool = Pool::new(2, 0, |_, _| ());
    let (desks, queues) = ([(); 3].map(|()| Arc::<Desk>::default()), [(); 2]);
    let queues = queues.map(|()| Queue::new_fifo());
    pool.join(1, queues[0].stealer());
    pool.join(2, queues[1].stealer());
    let is_taken = |desk: &Arc<Desk>, turn| {
        pool.queue(&desks[0], None);
        pool.queue(&desks[1], Some(&queues[0]));
        pool.queue(&desks[2], Some(&queues[1]));
        let first = pool.steal_desk(turn);
        let others = std::iter::from_fn(|| pool.steal_desk(turn));
        assert_eq!(1 + others.count(), 3);
        desks.iter().for_each(|desk| desk.taken());
        first.is_some_and(|first| Arc::ptr_eq(&first, desk))
    };
    for turn in 0..6 {
        assert!(is_taken(&desks[turn % 3], turn));
    }
    let last = usize::MAX % 3;
    assert!(is_taken(&desks[last], usize::MAX));
    assert!(pool.steal_desk(0).is_none());
}
