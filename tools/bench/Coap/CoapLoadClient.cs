using System.Buffers.Binary;
using System.Text;
using EdgeAppliance.Bench.Ingest;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Drivers.Protocols.Coap.Client;

namespace EdgeAppliance.Bench.Coap;

/// <summary>A device of the load generator: it posts a reading, and the next one once that is answered.</summary>
internal sealed unsafe class CoapLoadClient : IDisposable
{
    private readonly CoapUdpTransport _udp;
    private readonly CoapDtlsTransport? _dtls;
    private readonly byte[] _request;
    private readonly byte[] _received = new byte[2048];
    private ushort _id;

    public CoapLoadClient(CoapLoadOptions options, int number)
    {
        string device = CoapLoadOptions.DeviceOf(number);
        _udp = new CoapUdpTransport(new CoapAddress("127.0.0.1", options.Port, options.IsSecure));
        if (options.IsSecure) _dtls = new CoapDtlsTransport(_udp, Encoding.UTF8.GetBytes(device), CoapLoadOptions.Key);
        ((ICoapTransport?)_dtls ?? _udp).Open();
        byte[] buffer = new byte[256];
        var ask = new CoapAsk(CoapCode.Post, CoapTarget.Parse("telemetry/" + device)!) { ContentFormat = CoapFormat.Text, Payload = "temp=21.5"u8.ToArray() };
        _request = buffer[..ask.Write(buffer, 0, [1, (byte)number])];
    }

    public int Fd => _udp.Handle;

    /// <summary>Sends a reading.</summary>
    public void Send()
    {
        _id++;
        Repeat();
    }

    /// <summary>Sends the last one again.</summary>
    public void Repeat()
    {
        BinaryPrimitives.WriteUInt16BigEndian(_request.AsSpan(2), _id);
        if (_dtls is not null) _dtls.Send(_request);
        else
            fixed (byte* start = _request) Posix.Send(Fd, start, (nuint)_request.Length, Posix.NoSignal);
    }

    /// <summary>Takes what has come, and sends the next reading where it was the answer.</summary>
    /// <returns>Whether it was.</returns>
    public bool Turn()
    {
        int length = Receive();
        if (length < CoapMessage.HeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(_received.AsSpan(2)) != _id) return false;
        if ((CoapCode)_received[1] != CoapCode.Changed) throw new IOException($"The server answered {_received[1] >> 5}.{_received[1] & 31:00}.");
        Send();
        return true;
    }

    public void Dispose()
    {
        _dtls?.Dispose();
        _udp.Dispose();
    }

    private int Receive()
    {
        if (_dtls is not null) return _dtls.Receive(_received);
        fixed (byte* start = _received) return (int)Posix.Receive(Fd, start, (nuint)_received.Length, Posix.DontWait);
    }
}
