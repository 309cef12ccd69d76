using System.Net;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

public sealed class DtlsHandshakesTests
{
    private readonly DtlsHandshakes _handshakes = new(new DtlsLimits { HandshakesMax = 5, HandshakesPerAddressMax = 2 });

    private bool TryEnter(string address) => _handshakes.TryEnter(IPAddress.Parse(address));

    [Fact]
    public void TryEnter_OneAddressAtItsLimit_LeavesRoomForOthers()
    {
        Assert.True(TryEnter("10.0.0.1") && TryEnter("10.0.0.1"));
        Assert.False(TryEnter("10.0.0.1"));
        Assert.False(TryEnter("::ffff:10.0.0.1"));
        Assert.True(TryEnter("10.0.0.2"));
        _handshakes.Leave(IPAddress.Parse("10.0.0.1"));
        Assert.True(TryEnter("10.0.0.1"));
    }

    [Fact]
    public void TryEnter_AllAtTheLimit_RefusesEveryAddress()
    {
        foreach (int i in Enumerable.Range(1, 5)) Assert.True(TryEnter($"10.0.0.{i}"));
        Assert.False(TryEnter("10.0.0.9"));
        _handshakes.Leave(IPAddress.Parse("10.0.0.3"));
        Assert.True(TryEnter("10.0.0.9"));
    }

    [Fact]
    public void TryEnter_Ipv6_CountsByTheSite()
    {
        Assert.True(TryEnter("2001:db8:0:1::1") && TryEnter("2001:db8:0:1:ffff::2"));
        Assert.False(TryEnter("2001:db8:0:1::3"));
        Assert.True(TryEnter("2001:db8:0:2::1"));
    }
}
