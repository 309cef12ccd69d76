using System.Net.Sockets;
using System.Net.WebSockets;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity.Revocation;
using EdgeAppliance.Drivers.Protocols;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>One client's connection:
/// <list type="number">
/// <item>bytes arrive,</item>
/// <item>whole packets are told apart, and one that is too large ends the connection,</item>
/// <item>the first is a CONNECT, by which the client is let in, and gets its session,</item>
/// <item>publishes go right out of the receive buffer to their sources and to those who have subscribed,</item>
/// <item>once no whole packet is left, what was taken is acknowledged as it is stored.</item>
/// </list></summary>
internal sealed partial class MqttConnection
{
    /// <summary>How long a connection that is ended may take to say so.</summary>
    private const long FarewellMs = 1000;

    /// <summary>How long a client may leave a write waiting.</summary>
    private const long StuckMs = 30_000;

    private readonly MqttCore _core;
    private readonly StreamReceiver _receiver;
    private readonly MqttWriter _writer;
    private readonly MqttAcknowledger _acknowledger;
    private readonly long _openedAtMs;

    private TcpTransport _transport;
    private MqttPublisher? _publisher;
    private MqttSession? _session;
    private LastWill? _will;
    private CancellationTokenRegistration _ending;
    private long _heardAtMs;
    private long _endedAtMs;
    private int _isEnded;

    // Set once, before it is open.
    private MqttTerms? _terms;
    private long _silentMs = long.MaxValue;
    private DateTimeOffset _until = DateTimeOffset.MaxValue;
    private CertificateProof? _proof;
    private volatile bool _isOpen;

    // Nothing more of it is taken.
    private volatile bool _isExpelled;

    public MqttConnection(TcpTransport transport, MqttCore core)
    {
        _transport = transport;
        _core = core;
        _receiver = new StreamReceiver(transport.Stream, transport.WaitsWithoutBuffer);
        _writer = new MqttWriter(this, transport.Stream);
        _acknowledger = new MqttAcknowledger(_writer, OnUnstored);
        _openedAtMs = _heardAtMs = NowMs;
    }

    public long NowMs => _core.Around.NowMs;

    public MqttTerms Terms => _terms!;

    public string Client => _session?.Client ?? "";

    /// <summary>Null where everybody is taken, and until it is let in.</summary>
    public KnownDevice? Device { get; private set; }

    public bool IsVersion5 { get; private set; }

    private bool IsEnded => Volatile.Read(ref _isEnded) != 0;

    /// <summary>Serves it until it ends.</summary>
    public async Task RunAsync()
    {
        _core.Add(this);
        try
        {
            while (!IsEnded)
            {
                var wait = Next();
                _acknowledger.Start(); // 5
                if (wait is not null) await wait.ConfigureAwait(false);
                else if (!await _receiver.FillAsync(CancellationToken.None).ConfigureAwait(false)) break; // 1
                Volatile.Write(ref _heardAtMs, NowMs);
            }
        }
        catch (MqttProtocolException e)
        {
            Break(e);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            // It is gone.
        }
        Leave();
        await DrainAsync().ConfigureAwait(false);
        _core.Remove(this);
    }

    /// <summary>Ends it.</summary>
    /// <param name="reason">What version 5 is told; null where the line is just closed.</param>
    public void End(MqttReason? reason)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return;
        Volatile.Write(ref _endedAtMs, NowMs);
        ReadOnlySpan<byte> last = [MqttPackets.Disconnect, 1, (byte)(reason ?? MqttReason.Success)];
        _writer.Close(_isOpen && IsVersion5 && reason is not null ? last : default);
    }

    /// <summary>Ends it at once.</summary>
    /// <param name="why">What is counted; null for nothing.</param>
    public void Abort(MqttCount? why)
    {
        if (why is { } count) _core.Around.Counters.Count(count);
        Volatile.Write(ref _isEnded, 1);
        _acknowledger.Close();
        _transport.Stream.Dispose();
    }

    /// <summary>Nothing more is written.</summary>
    public void Finish() => _transport.Finish();

    /// <returns>The last will, which is nobody else's from now on; null where there is none.</returns>
    public LastWill? TakeWill() => Interlocked.Exchange(ref _will, null);

    /// <summary>There is something that the client may be told.</summary>
    public void Tell()
    {
        if (_isOpen) _writer.Tell();
    }

    /// <inheritdoc cref="MqttSession.Fill"/>
    public bool Fill(MqttBytes to) => _isOpen && _session!.Fill(to, this);

    /// <summary>Whether <see cref="EndDue"/> has something to do.</summary>
    public bool IsDue(long nowMs, DateTimeOffset utc) =>
        IsEnded ? nowMs - Volatile.Read(ref _endedAtMs) >= FarewellMs
        : !_isOpen ? nowMs - _openedAtMs >= (long)_core.Around.Options.ConnectWithin.TotalMilliseconds
        : nowMs - Volatile.Read(ref _heardAtMs) > _silentMs || utc >= _until || _proof is { IsToBeChecked: true } || IsStuck(nowMs);

    /// <summary>Ends it where its time is over.</summary>
    public void EndDue(long nowMs, DateTimeOffset utc)
    {
        var counters = _core.Around.Counters;
        if (IsEnded || !_isOpen) Abort(null);
        else if (_proof?.Holds() == false)
        {
            counters.Count(MqttCount.CertificateRevoked);
            Dismiss();
        }
        else if (utc >= _until)
        {
            counters.Count(MqttCount.CertificateExpired);
            End(MqttReason.NotAuthorized);
        }
        else if (nowMs - Volatile.Read(ref _heardAtMs) > _silentMs)
        {
            counters.Count(MqttCount.Silent);
            End(MqttReason.KeepAliveTimeout);
        }
        else if (IsStuck(nowMs)) Abort(MqttCount.Stuck);
    }

    private bool IsStuck(long nowMs) => _writer.WritingSinceMs is > 0 and var since && nowMs - since >= StuckMs;

    /// <summary>Notes a packet that waits for its answer.</summary>
    public void Answer(in MqttPending pending)
    {
        if (_acknowledger.TryAdd(pending, _core.Around.Options.UnacknowledgedMax)) return;
        throw new MqttProtocolException(MqttReason.ReceiveMaximumExceeded, "Too many publishes wait for their acknowledgement.");
    }

    /// <summary>Takes the packets that lie in the buffer.</summary>
    /// <returns>What must be done before the next can be taken; null where more bytes are needed.</returns>
    private Task? Next()
    {
        while (!IsEnded && !_isExpelled)
        {
            int bytesMax = _core.Around.Options.PacketBytesMax;
            switch (MqttFrame.TryRead(_receiver.Unread, bytesMax, out var frame)) // 2
            {
                case MqttFrameStatus.Incomplete: return null;
                case MqttFrameStatus.TooLarge: throw new MqttProtocolException(MqttReason.PacketTooLarge, $"A packet of more than {bytesMax} bytes is not taken.");
                case MqttFrameStatus.Malformed: throw MqttProtocolException.Malformed("A packet's length has more than four bytes.");
            }
            Task? wait = null;
            if (frame.IsPublish && _isOpen)
            {
                if (!_publisher!.TryTake(frame, out wait)) return wait; // 4
            }
            else
            {
                // The other packets are answered whatever a client's quota is (section 4.9); at most so many of them wait, and the rest is read later.
                if (_acknowledger.Room(_core.Around.Options.UnacknowledgedMax) is { } full) return full;
                wait = Take(frame);
            }
            _receiver.Consume(frame.Size);
            if (wait is not null) return wait;
        }
        return null;
    }

    private void Break(MqttProtocolException e)
    {
        _core.Around.Counters.Count(e.Reason switch
        {
            MqttReason.PacketTooLarge => MqttCount.PacketTooLarge,
            MqttReason.ReceiveMaximumExceeded => MqttCount.ReceiveMaximum,
            _ => MqttCount.ProtocolError,
        });
        if (!_isOpen && e.Reason is MqttReason.UnsupportedVersion or MqttReason.ClientIdNotValid) Refuse(null, e.Reason, null);
        End(e.Reason);
    }

    private byte[]? OnUnstored(MqttPending pending)
    {
        if (pending.Source is { } source) _core.Intake.Unstored(source, pending.Done, Client, closes: !IsVersion5);
        if (IsVersion5 && pending.Answer is null) return Bytes(to => MqttPackets.Ack(to, pending.First, pending.PacketId, MqttReason.Unspecified, null));
        // Version 3.1.1 has no word for it, and neither version has one for a subscription that may be lost.
        Abort(null);
        return null;
    }

    private void Leave()
    {
        _ending.Unregister();
        _acknowledger.Close();
        if (!IsEnded) Abort(null);
        if (_session is { } session) _core.Sessions.Detach(session, this, TakeWill());
    }

    /// <summary>Reads on, until the client has closed or the sweep does: what is not read would make the kernel throw away what was said last.</summary>
    private async Task DrainAsync()
    {
        try
        {
            while (await _receiver.FillAsync(CancellationToken.None).ConfigureAwait(false)) _receiver.Consume(_receiver.Unread.Length);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            // It is gone.
        }
        Abort(null);
        _receiver.Dispose();
    }

    private static byte[] Bytes(Action<MqttBytes> write)
    {
        var bytes = MqttBytes.Rent();
        write(bytes);
        byte[] written = bytes.Written.ToArray();
        bytes.Return();
        return written;
    }
}
