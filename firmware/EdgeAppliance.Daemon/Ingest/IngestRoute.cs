namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What a topic or path leads to.</summary>
internal sealed class IngestRoute<TSource>(TSource source, DeviceStream? device)
{
    private int _lastError = (int)PayloadError.None;

    public TSource Source { get; } = source;

    /// <summary>Null where the source refuses further devices.</summary>
    public DeviceStream? Device { get; } = device;

    /// <returns>Whether the error differs from this topic's last one: the rest of a burst is only counted.</returns>
    public bool TryStartBurst(PayloadError error) => Interlocked.Exchange(ref _lastError, (int)error) != (int)error;
}
