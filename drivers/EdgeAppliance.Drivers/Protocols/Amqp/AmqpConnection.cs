namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>One connection of AMQP 1.0, at either end, from its open on:
/// <list type="number">
/// <item>bytes arrive,</item>
/// <item>whole frames are told apart and handled, under the lock,</item>
/// <item>once no whole frame is left, the peer is told what became of its messages as that is known,</item>
/// <item>where the peer breaks the protocol or goes beyond a limit, it is told why, and the connection ends.</item>
/// </list></summary>
internal sealed class AmqpConnection : IDisposable
{
    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly AmqpOutput _output;
    private readonly AmqpBeat _beat;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AmqpError?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // From when nothing more is taken: what waits for room is discarded, or the connection is gone.
    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _isBroken;

    // Guarded by the lock.
    private AmqpOpen? _remote;
    private bool _isOpenSent;
    private bool _isCloseSent;
    private AmqpError? _error;

    public AmqpConnection(Stream stream, AmqpSettings settings, AmqpHandler handler, TimeProvider time)
    {
        _stream = stream;
        _time = time;
        Settings = settings;
        Handler = handler;
        Settler = new AmqpSettler(this);
        Sessions = new AmqpSessions(this);
        _output = new AmqpOutput(stream, Gate) { WhenWritten = Sessions.Pump };
        _beat = new AmqpBeat(this, _output, time);
    }

    /// <summary>The connection's lock.</summary>
    public Lock Gate { get; } = new();

    public AmqpSettings Settings { get; }

    public AmqpHandler Handler { get; }

    public AmqpSettler Settler { get; }

    public AmqpSessions Sessions { get; }

    public AmqpWriter Writer => _output.Writer;

    public bool IsOutputFull => _output.IsFull;

    /// <summary>Largest frame that both take.</summary>
    public int RemoteFrameBytesMax { get; private set; } = (int)AmqpOpen.FrameBytesLeast;

    /// <summary>Of messages that have arrived in part.</summary>
    public int PartBytes { get; set; }

    /// <summary>Done once the peer has said who it is; faulted where it does not.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Done once the connection has ended, with the peer's reason where it gave one.</summary>
    public Task<AmqpError?> Ended => _ended.Task;

    /// <summary>Says who we are, unasked.</summary>
    public void Open()
    {
        lock (Gate)
        {
            WriteOpen();
            Flush();
        }
    }

    /// <summary>Begins a session, unasked.</summary>
    public AmqpSession Begin()
    {
        lock (Gate)
        {
            var session = Sessions.Add() ?? throw new AmqpException(AmqpCondition.ResourceLimitExceeded, "there are too many sessions");
            session.WriteBegin(null);
            Flush();
            return session;
        }
    }

    /// <summary>Asks the peer for a link.</summary>
    /// <inheritdoc cref="AmqpSession.Attach"/>
    public T Attach<T>(AmqpSession session, Func<uint, AmqpAttach> side, Func<AmqpSession, AmqpAttach, T> make)
        where T : AmqpLink
    {
        lock (Gate)
        {
            var link = session.Attach(side, make);
            Flush();
            return link;
        }
    }

    /// <summary>Reads until either end closes.</summary>
    public async Task Run(StreamReceiver receiver, CancellationToken stop)
    {
        try
        {
            await Receive(receiver, stop).ConfigureAwait(false);
        }
        catch (AmqpException e)
        {
            Handler.Count(e.Error.Condition == AmqpCondition.FramingError ? AmqpCount.FramesTooLarge : AmqpCount.ConnectionsBroken);
            Close(e.Error); // 4
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            if (e is OperationCanceledException) Close(new AmqpError(AmqpCondition.ConnectionForced, "This end stops."));
            else lock (Gate) _error ??= new AmqpError(AmqpCondition.ConnectionForced, e.Message);
        }
        await Task.WhenAny(_output.Idle(), Task.Delay(AmqpBeat.Farewell, _time, CancellationToken.None)).ConfigureAwait(false);
        End();
    }

    /// <summary>Tells the peer that it ends, and why; any thread. What comes after it is not looked at.</summary>
    public void Close(AmqpError? error)
    {
        lock (Gate)
        {
            if (_isCloseSent) return;
            if (!_isOpenSent) WriteOpen();
            _isCloseSent = true;
            _leaving.TrySetResult();
            _error ??= error;
            Writer.BeginFrame(AmqpFrame.AmqpType, 0);
            Writer.BeginList(AmqpCode.Close);
            Writer.Error(error);
            Writer.EndList();
            Writer.EndFrame();
            Flush();
            _beat.SayFarewell();
        }
    }

    /// <summary>Done once all that came was settled; any thread.</summary>
    public Task Settled()
    {
        lock (Gate)
        {
            Settler.Start();
            return Settler.Idle();
        }
    }

    /// <summary>Ends it without a word.</summary>
    public void Dispose()
    {
        _beat.Dispose();
        Break();
    }

    /// <summary>Ends it, and sees that in <see cref="Run"/>.</summary>
    public void Break()
    {
        _isBroken = true;
        _stream.Dispose();
        _leaving.TrySetResult();
    }

    /// <summary>Sends what was written. Under the lock.</summary>
    public void Flush() => _output.Flush();

    private async Task Receive(StreamReceiver receiver, CancellationToken stop)
    {
        while (TryHandle(receiver, out var room))
        {
            if (room is not null) await ((Task)Task.WhenAny(room, _leaving.Task)).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else if (!await receiver.FillAsync(stop).ConfigureAwait(false)) return; // 1
            stop.ThrowIfCancellationRequested();
            if (_isBroken) return;
        }
    }

    /// <summary>Handles the frames that are there.</summary>
    /// <param name="room">When to go on with them; null once more bytes are needed.</param>
    /// <returns>False once both ends have closed.</returns>
    private bool TryHandle(StreamReceiver receiver, out Task? room)
    {
        room = null;
        lock (Gate)
        {
            _beat.Heard();
            bool goesOn = true;
            while (goesOn && room is null && AmqpFrame.TryRead(receiver.Unread, Settings.FrameBytesMax, out var frame)) // 2
            {
                goesOn = Process(frame, out room);
                if (room is null) receiver.Consume(frame.Size);
            }
            Settler.Start(); // 3
            if (_output.Pending > Settings.OutputBytesMax)
            {
                Handler.Count(AmqpCount.OutputExceeded);
                throw new AmqpException(AmqpCondition.ResourceLimitExceeded, "The peer does not read what it is sent.");
            }
            Flush();
            return goesOn;
        }
    }

    private bool Process(in AmqpFrame frame, out Task? room)
    {
        room = null;
        if (frame.Type != AmqpFrame.AmqpType) throw new AmqpException(AmqpCondition.FramingError, $"Frames of type {frame.Type} are not expected here.");
        if (frame.Body.IsEmpty) return true;
        var reader = new AmqpReader(frame.Body);
        ulong performative = reader.Descriptor();
        var fields = reader.List();
        if (performative == AmqpCode.Close)
        {
            _error ??= fields.Error();
            Close(null);
            return false;
        }
        // Part 2, section 2.4.7.2: what comes behind our close is discarded.
        if (_isCloseSent) return true;
        if (performative == AmqpCode.Open) OnOpen(AmqpOpen.Read(fields));
        else if (_remote is null) throw new AmqpException(AmqpCondition.IllegalState, "The first frame is no open.");
        else if (performative == AmqpCode.Begin) Sessions.Begin(frame.Channel, AmqpBegin.Read(fields));
        else if (Sessions.Find(frame.Channel) is { } session) room = session.Process(performative, fields, reader.Rest);
        else throw new AmqpException(AmqpCondition.IllegalState, $"There is no session on channel {frame.Channel}.");
        return true;
    }

    private void OnOpen(AmqpOpen remote)
    {
        if (_remote is not null) throw new AmqpException(AmqpCondition.IllegalState, "The connection is open already.");
        _remote = remote;
        RemoteFrameBytesMax = (int)Math.Min(remote.FrameBytesMax, (uint)Settings.FrameBytesMax);
        if (!_isOpenSent) WriteOpen();
        _beat.Start(remote.IdleMs);
        if (Handler.OnOpen(remote) is { } refusal) Close(refusal);
        else _opened.TrySetResult();
    }

    private void WriteOpen()
    {
        _isOpenSent = true;
        Writer.BeginFrame(AmqpFrame.AmqpType, 0);
        // Part 2, section 2.4.5: half of what is really meant, since what is sent in time may arrive late.
        new AmqpOpen(Settings.Container, Settings.Host, (uint)Settings.FrameBytesMax, (ushort)(Settings.SessionsMax - 1), (uint)(Settings.IdleMax.TotalMilliseconds / 2)).Write(Writer);
        Writer.EndFrame();
    }

    private void End()
    {
        Dispose();
        AmqpError? error;
        lock (Gate)
        {
            error = _error;
            Sessions.End(error);
            Settler.Clear();
        }
        _opened.TrySetException(new AmqpException(error ?? new AmqpError(AmqpCondition.ConnectionForced, "the connection ended")));
        _ = _opened.Task.Exception;
        _ended.TrySetResult(error);
    }
}
