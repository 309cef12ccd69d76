using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Like a <see cref="ReadingSink"/>, for readings whose senders gave keys: all is stored in one transaction, or nothing.</summary>
internal delegate Task KeyedSink(IReadOnlyList<ReadingBatch> batches, IReadOnlyList<PostKey> keys);
