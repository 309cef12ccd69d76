namespace EdgeAppliance.Daemon.Uplink.Data;

/// <summary>A bundle of data that left.</summary>
/// <param name="Key">Behind the uplink's url.</param>
/// <param name="Bytes">Compressed, as they went.</param>
internal sealed record SentObject(string Key, int Records, long Bytes, DateTimeOffset At);
