namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source that the brokers drive: it takes the publishes of its topics.</summary>
internal interface IPublishSource : IListenedSource, INamedSource
{
    PayloadLimits Limits { get; }

    /// <summary>Takes what a publish holds.</summary>
    /// <param name="device">What its topic leads to.</param>
    /// <param name="stored">Done once it is on stable storage; null where the payload is refused.</param>
    /// <returns>False where nothing was taken because the store is behind: try again once <paramref name="stored"/> is done.</returns>
    /// <exception cref="ObjectDisposedException">The source has stopped.</exception>
    bool TryTake(DeviceStream device, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored);
}
