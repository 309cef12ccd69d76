namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A client with its transport, and the thread that receives for it.</summary>
internal sealed class CoapConnection : CoapPeer, IDisposable
{
    private const int DatagramBytesMax = 2048;

    private readonly ICoapTransport _transport;
    private readonly Thread _thread;
    private volatile bool _closing;
    private volatile bool _hasEnded;

    /// <param name="transport">Open; it is closed with the connection.</param>
    /// <param name="patience">How long a request waits for its answer.</param>
    public CoapConnection(ICoapTransport transport, TimeSpan patience, TimeProvider time, Random random)
    {
        _transport = transport;
        Client = new CoapClient(this, CoapTimes.Default, patience, time, random);
        _thread = new Thread(ReceiveUntilClosed) { IsBackground = true, Name = "coap client" };
        _thread.Start();
    }

    public CoapClient Client { get; }

    /// <summary>The server has closed the session, as one does that hears nothing for a while.</summary>
    public bool HasEnded => _hasEnded;

    public override void Send(ReadOnlySpan<byte> datagram) => _transport.Send(datagram);

    public void Dispose()
    {
        _closing = true;
        Client.Dispose();
        _thread.Join();
        _transport.Dispose();
    }

    private void ReceiveUntilClosed()
    {
        byte[] buffer = new byte[DatagramBytesMax];
        try
        {
            while (!_closing)
            {
                int length = _transport.Receive(buffer);
                if (length >= 0) Client.Receive(buffer.AsSpan(0, length));
            }
        }
        catch (IOException)
        {
            // Whoever asks next is told, and opens another one.
            _hasEnded = true;
            Client.Dispose();
        }
    }
}
