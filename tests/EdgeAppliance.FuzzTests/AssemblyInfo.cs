// One case after another: what a case allocates and how long it takes is measured.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
