namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What a body's readings have where they do not say it themselves.</summary>
/// <param name="Device">Whom the path or a header names; null where neither does.</param>
/// <param name="TimeUs">Of arrival, or an event's.</param>
internal readonly record struct PostOrigin(DeviceStream? Device, long TimeUs)
{
    /// <summary>Who posts it; empty where nobody is asked.</summary>
    public string Caller { get; init; } = "";
}
