using System.Net;
using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Drivers.Protocols.Coap.Client;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;
using EdgeAppliance.FuzzTests.Engine;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Coap;

/// <summary>Damaged datagrams at a DTLS endpoint, from strangers and from the address of a device that is known: no stranger gets further
/// than the cookie, nothing is kept for one, and the device's session goes on.</summary>
public sealed class DtlsDatagramFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[] s_key = "0123456789abcdef"u8.ToArray();

    [Fact]
    public void Take_DamagedDatagrams_KeepsNothingAndTheSessionAlive()
    {
        using var server = new CoapServer(new NothingThere(), CoapLimits.Default, CoapTimes.Default, TimeProvider.System, new Random(1));
        var credentials = new DtlsCredentials { KeyOf = identity => new DtlsKey(s_key, Encoding.UTF8.GetString(identity)) };
        using var listener = new CoapDtlsListener(new IPEndPoint(IPAddress.Loopback, 0), server, credentials, DtlsLimits.Default, TimeProvider.System);
        listener.Start();
        var udp = new CoapUdpTransport(new CoapAddress("127.0.0.1", listener.EndPoint.Port, true));
        using var device = new CoapDtlsTransport(udp, "pump-7"u8.ToArray(), s_key);
        device.Open();
        Pong(device);
        // A port that nobody listens on, and the device's own.
        SocketAddress[] from = [new IPEndPoint(IPAddress.Loopback, 9).Serialize(), udp.LocalEndPoint.Serialize()];
        var datagrams = Datagrams();
        var damage = new Mutator(datagrams, [[0xfe, 0xfd], [0, 1], [22], [0xff]]);
        int count = 0;
        new Fuzz("dtls-datagrams", output) { Cases = 5_000, AllocatedBytesMax = 4 << 20 }.Run(datagrams, damage.Make, datagram =>
        {
            listener.Take(from[count++ % from.Length], datagram, Math.Min(datagram.Length, 2048));
            Assert.Equal(1, listener.Sessions);
        });
        Assert.Equal(1, server.Counters[CoapCount.Handshakes]);
        Pong(device);
    }

    private static void Pong(CoapDtlsTransport device)
    {
        byte[] pong = new byte[64];
        Assert.True(SpinWait.SpinUntil(() =>
        {
            device.Send([0x40, 0, 0, 1]);
            return device.Receive(pong) == 4 && pong[0] == 0x70;
        }, TimeSpan.FromSeconds(30)));
    }

    private static List<byte[]> Datagrams()
    {
        var hello = new FirstFlight();
        Assert.ThrowsAny<IOException>(() => new DtlsClientProtocol().Connect(new DtlsKeyClient(new BcTlsCrypto(new SecureRandom()), "x"u8.ToArray(), s_key), hello));
        byte[] Record(byte type, byte epoch, byte[] body) => [type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 1, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
        return [hello.Sent!, Record(23, 1, new byte[40]), Record(22, 1, new byte[60]), Record(21, 1, new byte[26]), Record(20, 0, [1]), Record(21, 0, [2, 40]), Record(22, 0, new byte[30])];
    }

    private sealed class NothingThere : CoapHandler
    {
        public override CoapAnswer Handle(in CoapRequest request) => CoapReply.NotFound;
    }

    /// <summary>Keeps what a client says first.</summary>
    private sealed class FirstFlight : DatagramTransport
    {
        public byte[]? Sent { get; private set; }

        public int GetReceiveLimit() => 1500;

        public int GetSendLimit() => 1232;

        public int Receive(byte[] buf, int off, int len, int waitMillis) => throw new IOException("That is all.");

        public int Receive(Span<byte> buffer, int waitMillis) => throw new IOException("That is all.");

        public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

        public void Send(ReadOnlySpan<byte> buffer) => Sent ??= buffer.ToArray();

        public void Close()
        {
        }
    }
}
