using EdgeAppliance.Daemon.Uplink;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>How many requests and readings a second a source takes. Readings are counted after the request that brings them, so that the next
/// one waits for longer. Any thread asks.</summary>
internal sealed class PostRate(HttpSourceOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TokenBucket _requests = new(options.RequestsPerSecond, time);
    private readonly TokenBucket _readings = new(options.ReadingsPerSecond, time);

    /// <returns>Zero where the request may come; else how long its sender should wait.</returns>
    public TimeSpan TakeRequest()
    {
        lock (_lock)
        {
            var (requests, readings) = (_requests.Wait(), _readings.Wait());
            var wait = requests > readings ? requests : readings;
            if (wait == TimeSpan.Zero) _requests.Take(1);
            return wait;
        }
    }

    public void TakeReadings(int count)
    {
        lock (_lock) _readings.Take(count);
    }
}
