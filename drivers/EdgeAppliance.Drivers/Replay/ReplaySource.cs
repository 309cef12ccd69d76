using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Drivers.Replay;

/// <summary>A recording, played again: each line of a CSV file is a reading of the device that has the source's name.
/// <list type="number">
/// <item>read a row, and pass over those that are stored already,</item>
/// <item>wait until it is due; what was due before goes to the sink first,</item>
/// <item>add it to the open batch; a full one goes to the sink,</item>
/// <item>wait until the sink has stored the batch, and try again where it could not.</item>
/// </list></summary>
/// <remarks>Where the store is slow, rows that are due gather in one batch, so that the recording keeps its pace.</remarks>
public sealed class ReplaySource : ISource
{
    public const string Type = "replay";

    private const int BatchRowsMin = 8;
    private const int BatchRowsMax = 256;

    private static readonly TimeSpan s_tryAgain = TimeSpan.FromSeconds(1);

    private readonly ReplayOptions _options;
    private readonly ReadingSink _sink;
    private readonly TimeProvider _time;
    private readonly SourceMeter _meter;
    private readonly WakeTimer _timer;
    private readonly BadLines _bad = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    // Written by the source's thread, read by any.
    private volatile string? _failure;
    private volatile Exception? _notStored;

    // The source's thread.
    private readonly ReplayClock _clock;
    private ReadingBatch? _open;
    private int _capacity = BatchRowsMin;

    /// <exception cref="ArgumentOutOfRangeException">The speed is negative, or the separator is no ASCII character.</exception>
    public ReplaySource(ReplayOptions options, ReadingSink sink, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Speed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Separator, (char)127);
        _options = options;
        _sink = sink;
        _time = time;
        _meter = new SourceMeter(options.Name, Type, time);
        _timer = new WakeTimer(time);
        _clock = new ReplayClock(time, options.Speed);
    }

    public string Name => _options.Name;

    public SourceStatus Status => _meter.Status(Conditions()) with { Refused = _bad.Count };

    public void Start()
    {
        _meter.State = SourceState.Running;
        _thread = new Thread(Run) { IsBackground = true, Name = $"source {Name}" };
        _thread.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        _timer.Stop();
        if (_thread is not null) await _ended.Task;
        _timer.Dispose();
        _stop.Dispose();
        if (_meter.State == SourceState.Running) _meter.State = SourceState.Stopped;
    }

    private void Run()
    {
        try
        {
            using var reader = new ReplayReader(_options, _bad);
            if (Play(reader) && Flush()) _meter.State = SourceState.Finished;
        }
        catch (Exception e) when (e is ReplayException or IOException)
        {
            _failure = e.Message;
            _meter.State = SourceState.Failed;
        }
        finally
        {
            _open?.Release();
            _ended.SetResult();
        }
    }

    /// <returns>False where the source is to end before the recording does.</returns>
    private bool Play(ReplayReader reader)
    {
        var values = new double[reader.Channels.Count];
        long startAfterUs = _options.StartAfter is { } time ? UnixTime.Us(time) : long.MinValue;
        long? shiftUs = _options.TimesFromNow ? null : 0;
        while (true)
        {
            var round = new ReplayRound();
            // 1: read
            while (reader.TryRead(values, out long timeUs))
            {
                shiftUs ??= _time.NowUs() - timeUs;
                round.Add(timeUs);
                if (_stop.IsCancellationRequested) return false;
                if (timeUs + shiftUs > startAfterUs && !Add(reader.Channels, timeUs + shiftUs.Value, values)) return false;
            }
            if (!_options.Loop || round.IsEmpty) return true;
            shiftUs = round.NextShift(shiftUs!.Value, startAfterUs);
            reader.Rewind();
        }
    }

    private bool Add(ChannelSet channels, long timeUs, ReadOnlySpan<double> values)
    {
        // 2: wait
        if (!_clock.IsDue(timeUs) && !(Flush() && _timer.WaitUntil(_clock.Due(timeUs)))) return false;
        // 3: add
        _open ??= ReadingBatch.Rent(Name, Name, channels, _capacity);
        int row = _open.AddRow(timeUs);
        for (int c = 0; c < values.Length; c++) _open.Set(row, c, values[c]);
        return _open.Count < _open.Capacity || Flush();
    }

    private bool Flush()
    {
        if (_open is not { } batch) return true;
        _capacity = Math.Clamp(batch.Count * 2, BatchRowsMin, BatchRowsMax);
        int rows = batch.Count;
        long lastUs = batch.TimesUs[^1];
        // 4: store
        while (!TryStore(batch))
            if (!_timer.WaitUntil(_time.GetTimestamp() + (long)(s_tryAgain.TotalSeconds * _time.TimestampFrequency))) return false;
        batch.Release();
        _open = null;
        _meter.CountReadings(rows, lastUs);
        return true;
    }

    private bool TryStore(ReadingBatch batch)
    {
        // The sink gets a reference of its own, so that the rows are still there to be tried again.
        batch.Retain();
        batch.FirstPosition = -1;
        try
        {
            _sink(batch).Wait(_stop.Token);
            _notStored = null;
            return true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            _notStored = e is AggregateException { InnerException: { } inner } ? inner : e;
            return false;
        }
    }


    private List<HealthCondition> Conditions()
    {
        var conditions = new List<HealthCondition>();
        if (_failure is { } failure) conditions.Add(SourceConditions.CannotRead(Name, failure));
        if (_notStored is { } why) conditions.Add(SourceConditions.NotStored(Name, why.Message));
        if (_bad.Count > 0) conditions.Add(SourceConditions.LinesSkipped(Name, _bad.Text));
        return conditions;
    }
}
