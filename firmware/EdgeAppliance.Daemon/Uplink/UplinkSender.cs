using System.Buffers;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Configuration;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Moves an uplink's lanes of the outbox over its link:
/// 1 connect, with back-off; 2 acknowledge to the outbox what the other side has acknowledged; 3 send on, alarms first, while the
/// window and the rate allow; 4 wait for something to change. What was not acknowledged when the link went is sent again.</summary>
internal sealed partial class UplinkSender
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private readonly UplinkState _state;
    private readonly UplinkPace _pace;
    private readonly IUplinkLink _link;
    private readonly IOutbox _outbox;
    private readonly IMessageWriter _messages;
    private readonly UplinkSurroundings _around;
    private readonly Signal _wake;
    private readonly BackOff _backOff;
    private readonly TokenBucket _rate;

    // Owned by Run.
    private readonly Queue<InFlight> _window = new();
    private readonly Stack<ArrayBufferWriter<byte>> _spare = new();
    private readonly List<(LaneCursor Cursor, LaneAcknowledger Acknowledger)> _cursors = [];

    public UplinkSender(UplinkState state, UplinkPace pace, IUplinkLink link, IMessageWriter messages, UplinkSurroundings around)
    {
        _state = state;
        _pace = pace;
        _link = link;
        _messages = messages;
        _around = around;
        _outbox = around.Outbox;
        _wake = new Signal(around.Time);
        _backOff = new BackOff(pace.RetryLeast, pace.RetryMost, around.Random);
        _rate = new TokenBucket(pace.RecordsPerSecondMax, around.Time);
    }

    /// <summary>Goes on until it is told to stop; then waits a moment for what is on its way.</summary>
    public async Task Run(CancellationToken stop)
    {
        _outbox.Added += _wake.Set;
        try
        {
            while (!stop.IsCancellationRequested) await ConnectAndDrain(stop).ConfigureAwait(false);
        }
        finally
        {
            _outbox.Added -= _wake.Set;
        }
    }

    private async Task ConnectAndDrain(CancellationToken stop)
    {
        bool lost = false;
        try
        {
            var limits = await _link.Connect(stop).ConfigureAwait(false); // 1
            _link.Lost.ConfigureAwait(false).GetAwaiter().OnCompleted(_wake.Set);
            _state.OnConnected();
            Log.Connected(_around.Logger, _state.Name);
            _messages.Begin();
            OpenCursors();
            await Drain(limits, stop).ConfigureAwait(false);
        }
        catch (Exception why) when (why is LinkException or IOException or UnauthorizedAccessException or InvalidDataException or ObjectDisposedException)
        {
            if (_state.LastError != why.Message) Log.Lost(_around.Logger, _state.Name, why.Message);
            _state.OnLost(why.Message);
            lost = true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        await CloseLink(awaitWindow: !lost).ConfigureAwait(false);
        if (stop.IsCancellationRequested) return;
        await Task.Delay(_backOff.Next(), _around.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Drain(LinkLimits limits, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            TakeAcknowledgements(); // 2
            if (_link.Lost.IsCompleted) throw new LinkException(await _link.Lost.ConfigureAwait(false));
            var wait = SendWhileAllowed(limits); // 3
            await _wake.Wait(wait, stop).ConfigureAwait(false); // 4
        }
    }

    private void OpenCursors()
    {
        _cursors.Clear();
        Open(RecordPriority.Alarm, split: false);
        Open(RecordPriority.Normal, split: _pace.LiveFirst);
    }

    private void Open(RecordPriority priority, bool split)
    {
        var lane = new Lane(_state.Name, priority);
        var (first, last) = _outbox.Range(lane);
        if (split) _cursors.Add(Cursor(lane, last, long.MaxValue));
        _cursors.Add(Cursor(lane, first, split ? last : long.MaxValue));
    }

    private (LaneCursor Cursor, LaneAcknowledger Acknowledger) Cursor(Lane lane, long first, long end) =>
        (new LaneCursor(_outbox, lane, first, end, new PrivacyGate(_around.Private, _state)), new LaneAcknowledger(_outbox, lane, _wake));

    private void TakeAcknowledgements()
    {
        while (_window.TryPeek(out var oldest) && oldest.Sent.IsCompleted)
        {
            if (oldest.Sent.IsFaulted) throw new LinkException(oldest.Sent.Exception.InnerException!.Message, oldest.Sent.Exception.InnerException);
            if (oldest.Sent.IsCanceled) throw new LinkException("the link was closed");
            _window.Dequeue();
            oldest.Lane.Add(oldest.First, oldest.Last);
            _state.OnAcknowledged(oldest.Records);
            _backOff.Reset();
            _spare.Push(oldest.Payload);
        }
        AdvanceAcknowledgers();
    }

    private void AdvanceAcknowledgers()
    {
        foreach (var (_, acknowledger) in _cursors)
            if (acknowledger.Advance() is { } failed) _state.OnTrouble("the outbox: " + failed.Message);
    }

    /// <returns>How long nothing may happen before it is worth looking again.</returns>
    private TimeSpan SendWhileAllowed(LinkLimits limits)
    {
        int inFlightMax = Math.Min(_pace.InFlightMax, limits.InFlightMax);
        while (_window.Count < inFlightMax)
        {
            var wait = _rate.Wait();
            if (wait > TimeSpan.Zero) return wait < s_tick ? wait : s_tick;
            if (!SendNext(limits)) break;
        }
        if (_window.TryPeek(out var oldest) && _around.Time.GetElapsedTime(oldest.SentAt) > _around.SilenceMax)
            throw new LinkException($"nothing was acknowledged for {_around.SilenceMax.TotalSeconds:0.#} s");
        return s_tick;
    }

    private bool SendNext(LinkLimits limits)
    {
        if (!_spare.TryPop(out var payload)) payload = new ArrayBufferWriter<byte>(4096);
        payload.ResetWrittenCount();
        foreach (var (cursor, acknowledger) in _cursors)
        {
            long first = cursor.Covered;
            int records = _messages.Fill(cursor, limits.MessageBytesMax, payload);
            if (payload.WrittenCount == 0) continue;
            var sent = _link.Send(_messages.Topic, payload.WrittenMemory);
            sent.ConfigureAwait(false).GetAwaiter().OnCompleted(_wake.Set);
            _window.Enqueue(new InFlight(acknowledger, first, cursor.Covered, records, sent, payload, _around.Time.GetTimestamp()));
            _rate.Take(records);
            _state.OnSent(records);
            return true;
        }
        _spare.Push(payload);
        return false;
    }

    /// <summary>Takes what is acknowledged in the last moment, so that it is not sent again, and then lets the link go.</summary>
    private async Task CloseLink(bool awaitWindow)
    {
        long since = _around.Time.GetTimestamp();
        while (_around.Time.GetElapsedTime(since) < s_farewell)
        {
            awaitWindow = awaitWindow && TryTakeAcknowledgements();
            AdvanceAcknowledgers();
            _outbox.Hasten();
            if (!(awaitWindow && _window.Count > 0) && _cursors.TrueForAll(c => c.Acknowledger.IsIdle)) break;
            await _wake.Wait(s_tick, CancellationToken.None).ConfigureAwait(false);
        }
        await _link.Close().ConfigureAwait(false);
        await SettleWindow().ConfigureAwait(false);
        _state.OnLost(null);
    }

    private bool TryTakeAcknowledgements()
    {
        try
        {
            TakeAcknowledgements();
            return !_link.Lost.IsCompleted;
        }
        catch (LinkException)
        {
            // The rest of the window went with the link; it is sent again over the next one.
            return false;
        }
    }

    /// <summary>A payload's buffer may be used again only when its send has ended; a closed link ends them all.</summary>
    private async Task SettleWindow()
    {
        while (_window.TryDequeue(out var left))
        {
            await left.Sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _spare.Push(left.Payload);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Uplink {Uplink} is connected")]
        public static partial void Connected(ILogger logger, string uplink);

        [LoggerMessage(2002, LogLevel.Warning, "Uplink {Uplink} has no link: {Why}")]
        public static partial void Lost(ILogger logger, string uplink, string why);
    }
}
