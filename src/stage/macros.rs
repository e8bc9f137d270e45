//! What stages have in common, written once.

/// Makes a stage that treats each item by itself, given what it is made of, what it yields, and how it
/// wraps a piece. `exact` says that it yields one item for each, `fewer` that it may leave some out, and
/// `ragged` that it yields as many as it likes.
macro_rules! stage {
    (
        $(#[$doc:meta])*
        exact $name:ident($($field:ident: $F:ident),*) for [$($param:tt)*] $(of $base_item:ty)? => $item:ty:
        |$piece:ident $(, $f:ident)*| $make:expr
    ) => {
        stage! {
            @pieces P::SHAPE, least 1,
            $(#[$doc])*
            $name($($field: $F),*) for [$($param)*] $(of $base_item)? => $item:
            |$piece $(, $f)*| $make
        }

        impl<$($param)* P> $crate::source::Exact for $name<P, $($F),*>
        where
            P: $crate::source::Exact$(<Item = $base_item>)?,
        {
            fn keep(&mut self, range: std::ops::Range<usize>) {
                self.base.keep(range);
            }

            fn hand_over(&mut self) {
                self.base.hand_over();
            }

            #[inline]
            fn forward(
                &self,
                span: $crate::drive::Span,
                state: &mut P::State,
            ) -> impl Iterator<Item = $item> {
                let $piece = self.base.forward(span, state);
                $(let $f = &self.$f;)*
                $make
            }

            #[inline]
            fn backward(
                &self,
                span: $crate::drive::Span,
                state: &mut P::State,
            ) -> impl Iterator<Item = $item> {
                let $piece = self.base.backward(span, state);
                $(let $f = &self.$f;)*
                $make
            }
        }
    };
    (
        $(#[$doc:meta])*
        fewer $($rest:tt)*
    ) => {
        stage! { @pieces P::SHAPE.fewer(), least 0, $(#[$doc])* $($rest)* }
    };
    (
        $(#[$doc:meta])*
        ragged $($rest:tt)*
    ) => {
        stage! { @pieces $crate::source::Shape::RAGGED, least 0, $(#[$doc])* $($rest)* }
    };
    (
        @pieces $shape:expr, least $each:literal,
        $(#[$doc:meta])*
        $name:ident($($field:ident: $F:ident),*) for [$($param:tt)*] $(of $base_item:ty)? => $item:ty:
        |$piece:ident $(, $f:ident)*| $make:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name<P, $($F),*> {
            base: P,
            $($field: $F,)*
        }

        impl<P, $($F),*> $name<P, $($F),*> {
            pub(crate) fn new(base: P, $($field: $F),*) -> Self {
                $name { base, $($field),* }
            }
        }

        /// Closures cannot be shown.
        impl<P: std::fmt::Debug, $($F),*> std::fmt::Debug for $name<P, $($F),*> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let closures: &[&str] = &[$(stringify!($field)),*];
                $crate::stage::show(f, stringify!($name), &self.base, closures)
            }
        }

        impl<P, $($F),*> $crate::source::Sealed for $name<P, $($F),*> {}

        impl<$($param)* P> $crate::source::Pieces for $name<P, $($F),*>
        where
            P: $crate::source::Pieces$(<Item = $base_item>)?,
        {
            type Item = $item;
            type Claim = P::Claim;
            type Dealer = P::Dealer;
            type State = P::State;
            const SHAPE: $crate::source::Shape = $shape;

            fn indices(&self) -> Option<usize> {
                self.base.indices()
            }

            fn many(&self) -> Option<u128> {
                self.base.many()
            }

            fn least(&self) -> usize {
                $each * self.base.least()
            }

            fn indices_each(&self) -> usize {
                self.base.indices_each()
            }

            fn room<U>(&mut self) -> Option<Vec<U>> {
                self.base.room()
            }

            #[inline]
            fn memory_of<U>(&self, index: usize) -> Option<$crate::source::Memory<U>> {
                self.base.memory_of(index)
            }

            fn open(&mut self) -> P::Dealer {
                self.base.open()
            }

            fn state(&self) -> P::State {
                self.base.state()
            }

            #[inline]
            fn piece(&self, claim: P::Claim, state: &mut P::State) -> impl Iterator<Item = $item> {
                let $piece = self.base.piece(claim, state);
                $(let $f = &self.$f;)*
                $make
            }

            #[inline]
            fn one(&self, claim: P::Claim, state: &mut P::State) -> Option<$item> {
                let $piece = self.base.one(claim, state).into_iter();
                $(let $f = &self.$f;)*
                $make.next()
            }
        }
    };
}

/// Makes a stage that has indices of its own, given what it is made of and what it yields. The stage says
/// how many there are (`len`; `many`, given how many the chain before it has), which indices of that chain
/// they stand for (`in_base`), and what becomes of those items ([`Exact`]).
///
/// [`Exact`]: crate::source::Exact
macro_rules! index_stage {
    (
        $(#[$doc:meta])*
        $name:ident($($field:ident: $type:ty),*) => $item:ty, $shape:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name<P> {
            base: P,
            $($field: $type,)*
        }

        impl<P> $name<P> {
            pub(crate) fn new(base: P, $($field: $type),*) -> Self {
                $name { base, $($field),* }
            }
        }

        impl<P> $crate::source::Sealed for $name<P> {}

        impl<P: $crate::source::Exact> $crate::source::Pieces for $name<P> {
            type Item = $item;
            type Claim = $crate::drive::Span;
            type Dealer = $crate::drive::Ranges;
            type State = P::State;
            const SHAPE: $crate::source::Shape = $shape;

            fn indices(&self) -> Option<usize> {
                self.len()
            }

            fn many(&self) -> Option<u128> {
                Some(self.many_of(self.base.many()?))
            }

            fn open(&mut self) -> $crate::drive::Ranges {
                // What is left out belongs to no claim.
                let len = self.len();
                $crate::source::Exact::keep(self, 0..len.unwrap_or(usize::MAX));
                $crate::source::Exact::hand_over(self);
                $crate::drive::Ranges::of(len)
            }

            fn state(&self) -> P::State {
                self.base.state()
            }

            #[inline]
            fn piece(
                &self,
                claim: $crate::drive::Span,
                state: &mut P::State,
            ) -> impl Iterator<Item = $item> {
                $crate::source::Exact::forward(self, claim, state)
            }
        }
    };
}
