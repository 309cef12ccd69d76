namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Key">Behind the uplink's url: device, pipeline, day, and the SHA-256 of the content.</param>
internal sealed record SentBundle(string Key, int Records, long Bytes, DateTimeOffset At);
