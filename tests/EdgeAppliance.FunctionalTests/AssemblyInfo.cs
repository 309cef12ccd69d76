// Each test runs a daemon, its devices and its cloud: two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
