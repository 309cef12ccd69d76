using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EdgeAppliance.Bench.Connections;

/// <summary>A device that stays connected (MQTT 3.1.1) and publishes a reading now and then at QoS 1, waiting for each acknowledgement.</summary>
internal sealed class PatientDevice(int number, ConnectionsOptions options, TimeProvider time) : IDisposable
{
    private const int KeepAliveSeconds = 60;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _reply = new byte[4];
    private Stream _stream = Stream.Null;

    public long Sent { get; private set; }

    public List<double> AcknowledgedMs { get; } = [];

    public async Task Connect(X509Certificate2? certificate)
    {
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, options.Port));
        _stream = new NetworkStream(_socket, ownsSocket: true);
        if (certificate is not null)
        {
            var secure = new SslStream(_stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) });
            _stream = secure;
        }
        byte[] client = Encoding.ASCII.GetBytes(DeviceAuthority.NameOf(number));
        byte[] body = [0, 4, .. "MQTT"u8, 4, 2, 0, KeepAliveSeconds, 0, (byte)client.Length, .. client];
        await _stream.WriteAsync((byte[])[0x10, (byte)body.Length, .. body]);
        await _stream.ReadExactlyAsync(_reply);
        if (_reply is not [0x20, 2, 0, 0]) throw new IOException($"Device {number} is not let in: {_reply[3]}");
    }

    /// <summary>Publishes until the time is over. The first waits for its part of the interval, so that not all publish at once.</summary>
    public async Task Publish(long start)
    {
        byte[] topic = Encoding.ASCII.GetBytes($"plant/{DeviceAuthority.NameOf(number)}/telemetry");
        for (int i = 0; ; i++)
        {
            double dueS = options.EveryS * (i + (double)number / options.Devices);
            if (dueS >= options.Seconds) return;
            var left = TimeSpan.FromSeconds(dueS) - time.GetElapsedTime(start);
            if (left > TimeSpan.Zero) await Task.Delay(left, time);
            byte[] payload = Encoding.ASCII.GetBytes($$"""{"seq":{{i}},"temp":21.5,"pressure":1.013}""");
            byte[] body = [0, (byte)topic.Length, .. topic, 0, (byte)(i % 250 + 1), .. payload];
            long sentAt = time.GetTimestamp();
            Sent++;
            await _stream.WriteAsync((byte[])[0x32, (byte)body.Length, .. body]);
            await _stream.ReadExactlyAsync(_reply);
            if (_reply[0] != 0x40 || _reply[3] != i % 250 + 1) throw new IOException($"Device {number} was answered something else.");
            AcknowledgedMs.Add(time.GetElapsedTime(sentAt).TotalMilliseconds);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
