using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>
/// Counts wrong credentials per remote address, in windows of a minute. The table is bounded: where it is full of addresses
/// that failed lately, all further ones share one count, so that a flood of addresses cannot push an older one out.
/// </summary>
internal sealed class FailureLimiter(TimeProvider time, int addressesMax = 1024)
{
    public const int FailuresPerWindow = 10;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, FailureCount> _addresses = [];
    private readonly FailureCount _others = new();

    public int AddressCount
    {
        get { lock (_lock) return _addresses.Count; }
    }

    /// <returns>How long the caller should wait, where it has failed too often; else zero.</returns>
    public TimeSpan CountFailure(IPAddress remote)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            var count = Find_NeedsLock(Site(remote), now);
            if (count.Failures == 0 || time.GetElapsedTime(count.Since, now) >= Window) count.Restart(now);
            count.Failures = Math.Min(count.Failures + 1, FailuresPerWindow + 1);
            return count.Failures > FailuresPerWindow ? Window - time.GetElapsedTime(count.Since, now) : TimeSpan.Zero;
        }
    }

    private FailureCount Find_NeedsLock(IPAddress site, long now)
    {
        if (_addresses.TryGetValue(site, out var known)) return known;
        if (_addresses.Count >= addressesMax) DropEnded_NeedsLock(now);
        if (_addresses.Count >= addressesMax) return _others;
        return _addresses[site] = new FailureCount();
    }

    private void DropEnded_NeedsLock(long now)
    {
        foreach (var (site, count) in _addresses)
            if (time.GetElapsedTime(count.Since, now) >= Window) _addresses.Remove(site);
    }

    // One host owns a whole IPv6 /64 (RFC 4291 section 2.5.4), so the rest of the address tells callers apart no more.
    private static IPAddress Site(IPAddress remote)
    {
        if (remote.IsIPv4MappedToIPv6) return remote.MapToIPv4();
        if (remote.AddressFamily != AddressFamily.InterNetworkV6) return remote;
        var bytes = remote.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }
}
