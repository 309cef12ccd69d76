using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source that a listener drives, rather than a thread of its own.</summary>
internal interface IListenedSource : ISource
{
    IngestCounters Counters { get; }

    /// <summary>Devices seen so far.</summary>
    int Devices { get; }
}
