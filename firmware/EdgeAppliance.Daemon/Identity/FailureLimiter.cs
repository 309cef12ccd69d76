using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Counts wrong credentials per remote address.</summary>
internal sealed class FailureLimiter(TimeProvider time, int addressesMax = 1024)
{
    public const int FailuresPerWindow = 10;
    public static readonly TimeSpan Window = FailureCounts<IPAddress>.Window;

    private readonly FailureCounts<IPAddress> _sites = new(time, FailuresPerWindow, addressesMax);

    public int AddressCount => _sites.KeyCount;

    /// <returns>How long the caller should wait, where it has failed too often; else zero.</returns>
    public TimeSpan CountFailure(IPAddress remote) => _sites.CountFailure(Site(remote));

    /// <inheritdoc cref="FailureCounts{TKey}.IsAtLimit"/>
    public bool IsAtLimit(IPAddress remote) => _sites.IsAtLimit(Site(remote));

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
