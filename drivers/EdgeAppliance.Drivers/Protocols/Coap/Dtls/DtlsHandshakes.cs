using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>How many handshakes are under way, of all and of each address. Any thread asks.</summary>
internal sealed class DtlsHandshakes(DtlsLimits limits)
{
    private const int SiteBytes = 8;

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Dictionary<IPAddress, int> _of = [];
    private int _all;

    /// <returns>False at a limit. Otherwise <see cref="Leave"/> follows.</returns>
    public bool TryEnter(IPAddress address)
    {
        address = SiteOf(address);
        lock (_lock)
        {
            int of = _of.GetValueOrDefault(address);
            if (_all >= limits.HandshakesMax || of >= limits.HandshakesPerAddressMax) return false;
            _of[address] = of + 1;
            _all++;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        address = SiteOf(address);
        lock (_lock)
        {
            _all--;
            if (--_of[address] == 0) _of.Remove(address);
        }
    }

    private static IPAddress SiteOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return address;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(SiteBytes).Clear();
        return new IPAddress(bytes);
    }
}
