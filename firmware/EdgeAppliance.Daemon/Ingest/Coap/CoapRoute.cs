namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>What a path leads to.</summary>
internal sealed class CoapRoute(CoapSource source, DeviceStream? device)
{
    private PayloadError _lastError;

    public CoapSource Source { get; } = source;

    /// <summary>Null where the source refuses further devices.</summary>
    public DeviceStream? Device { get; } = device;

    /// <returns>Whether the error differs from this path's last one: the rest of a burst is only counted.</returns>
    public bool TryStartBurst(PayloadError error)
    {
        bool differs = _lastError != error;
        _lastError = error;
        return differs;
    }
}
