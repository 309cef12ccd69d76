namespace EdgeAppliance.Bench.Ingest;

/// <summary>A broker that the load generator publishes to.</summary>
internal interface IBroker : IAsyncDisposable
{
    string Name { get; }

    int Port { get; }

    /// <summary>Processor seconds that it has used so far.</summary>
    double ProcessorSeconds { get; }

    /// <summary>Told of what was acknowledged since the last call.</summary>
    /// <exception cref="InvalidOperationException">It has less than that.</exception>
    void Check(long acknowledged)
    {
    }
}
