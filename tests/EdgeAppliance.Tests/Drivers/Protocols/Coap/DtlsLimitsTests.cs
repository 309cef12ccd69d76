using System.Net;
using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Drivers.Protocols.Coap.Client;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;
using Microsoft.Extensions.Time.Testing;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>What a DTLS endpoint does at each of its limits, with our own client.</summary>
public sealed class DtlsLimitsTests : IDisposable
{
    private static readonly byte[] s_key = "0123456789abcdef"u8.ToArray();

    private readonly FakeTimeProvider _time = new();
    private readonly CoapServer _server;
    private readonly List<IDisposable> _clients = [];
    private CoapDtlsListener? _listener;

    public DtlsLimitsTests() => _server = new CoapServer(new PlugtestHandler(), CoapLimits.Default, CoapTimes.Default, _time, new Random(1));

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
        _listener?.Dispose();
        _server.Dispose();
    }

    private CoapDtlsListener Listen(DtlsLimits limits)
    {
        var credentials = new DtlsCredentials { KeyOf = identity => new DtlsKey(s_key, Encoding.UTF8.GetString(identity)) };
        _listener = new CoapDtlsListener(new IPEndPoint(IPAddress.Loopback, 0), _server, credentials, limits, _time);
        _listener.Start();
        return _listener;
    }

    private CoapUdpTransport Udp() => new(new CoapAddress("127.0.0.1", _listener!.EndPoint.Port, true));

    private CoapDtlsTransport Connect(string identity = "pump-7")
    {
        var client = new CoapDtlsTransport(Udp(), Encoding.UTF8.GetBytes(identity), s_key);
        _clients.Add(client);
        client.Open();
        return client;
    }

    private static bool Until(Func<bool> condition) => SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30));

    [Fact]
    public void Session_SilentTooLong_IsClosedAndTheClientTold()
    {
        var listener = Listen(DtlsLimits.Default);
        var client = Connect();
        Assert.True(Until(() => listener.Sessions == 1));
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1, listener.Sessions);
        // The last of the handshake may have been heard only after the first wait.
        Assert.True(Until(() =>
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            return listener.Sessions == 0;
        }));
        Assert.True(Until(() => IsEnded(client)));
    }

    [Fact]
    public void Sessions_OneTooMany_ClosesTheOneSilentLongest()
    {
        var listener = Listen(new DtlsLimits { SessionsMax = 2 });
        var clients = Enumerable.Range(0, 3).Select(i => Connect($"pump-{i}")).ToList();
        Assert.Equal(2, listener.Sessions);
        Assert.Equal(1, _server.Counters[CoapCount.PeersForgotten]);
        Assert.True(Until(() => IsEnded(clients[0])));
        Assert.False(IsEnded(clients[2]));
    }

    [Fact]
    public void Handshake_ClientFallsSilent_FailsInTimeAndLeavesItsPlace()
    {
        var listener = Listen(new DtlsLimits { HandshakeMilliseconds = 300, HandshakesMax = 1 });
        Assert.ThrowsAny<IOException>(() => new DtlsClientProtocol().Connect(Client(), new TwoFlights(Udp())));
        Assert.True(Until(() => _server.Counters[CoapCount.HandshakesFailed] == 1));
        Connect();
        Assert.Equal(1, listener.Sessions);
    }

    [Fact]
    public void Handshake_OneTooMany_IsNotHeard()
    {
        Listen(new DtlsLimits { HandshakesPerAddressMax = 0 });
        Assert.ThrowsAny<IOException>(() => new DtlsClientProtocol().Connect(Client(), new TwoFlights(Udp())));
        Assert.True(Until(() => _server.Counters[CoapCount.HandshakesRefused] > 0));
    }

    [Fact]
    public void Identity_TooLong_IsRefused()
    {
        Listen(new DtlsLimits { IdentityBytesMax = 8 });
        Connect("12345678");
        Assert.ThrowsAny<IOException>(() => Connect("123456789"));
        Assert.True(Until(() => _server.Counters[CoapCount.HandshakesFailed] == 1));
    }

    [Fact]
    public void Datagrams_OfAHandshake_WaitUpToTheLimit()
    {
        var datagrams = new DtlsDatagrams(null!, waitingMax: 2);
        Assert.True(datagrams.TryAdd([1]) && datagrams.TryAdd([2]));
        Assert.False(datagrams.TryAdd([3]));
        Assert.True(datagrams.TryTake(out _));
        Assert.True(datagrams.TryAdd([4]));
    }

    /// <summary>A record that anybody may have forged is dropped, and the session goes on.</summary>
    [Fact]
    public void Session_ForgedRecords_AreDropped()
    {
        var listener = Listen(DtlsLimits.Default);
        var udp = Udp();
        var client = new CoapDtlsTransport(udp, "pump-7"u8.ToArray(), s_key);
        _clients.Add(client);
        client.Open();
        foreach (byte type in new byte[] { 20, 21, 22, 23, 24, 99 })
            udp.Send([type, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 99, 0, 20, .. new byte[20]]);
        udp.Send([23, 0xfe, 0xfd, 0, 7, 0, 0]);
        // No room for a proof.
        udp.Send([23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 98, 0, 3, 1, 2, 3]);
        Assert.True(Until(() => _server.Counters[CoapCount.RecordsDropped] == 8));
        client.Send([0x40, 0, 0, 1]);
        byte[] pong = new byte[64];
        Assert.True(Until(() => client.Receive(pong) == 4));
        Assert.Equal(0x70, pong[0]);
        Assert.Equal(1, listener.Sessions);
    }

    private static DtlsKeyClient Client() => new(new BcTlsCrypto(new SecureRandom()), "pump-7"u8.ToArray(), s_key);

    private static bool IsEnded(CoapDtlsTransport client)
    {
        try
        {
            client.Receive(new byte[2048]);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Says hello, with the cookie then, and nothing more.</summary>
    private sealed class TwoFlights : DatagramTransport
    {
        private readonly CoapUdpTransport _udp;
        private int _sent;

        public TwoFlights(CoapUdpTransport udp)
        {
            _udp = udp;
            udp.Open();
        }

        public int GetReceiveLimit() => 1500;

        public int GetSendLimit() => 1232;

        public int Receive(byte[] buf, int off, int len, int waitMillis) => Receive(buf.AsSpan(off, len), waitMillis);

        public int Receive(Span<byte> buffer, int waitMillis) => _sent < 2 ? _udp.Receive(buffer, waitMillis * 1000) : throw new IOException("Silent from here on.");

        public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

        public void Send(ReadOnlySpan<byte> buffer)
        {
            _sent++;
            _udp.Send(buffer);
        }

        public void Close() => _udp.Dispose();
    }
}
