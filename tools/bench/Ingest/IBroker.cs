namespace EdgeAppliance.Bench.Ingest;

/// <summary>A broker that the load generator publishes to.</summary>
internal interface IBroker : IAsyncDisposable
{
    string Name { get; }

    int Port { get; }

    /// <summary>Processor seconds that it has used so far.</summary>
    double ProcessorSeconds { get; }
}
