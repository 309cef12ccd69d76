using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>An instrument on a serial line: each of its frames is a reading. It sends by itself, or is asked at a beat; commands send texts of the
/// configuration.</summary>
internal sealed class SerialSource : ReopeningSource, ICommandTarget
{
    public const string Type = "serial";

    private const int RowsMax = 32;

    // A frame whose rest does not come within this has no rest.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly SerialOptions _options;
    private readonly Delivery _delivery;
    private readonly FrameReader _frames;
    private readonly FrameFaults _frameFaults;
    private readonly SilenceWatch _watch;
    private readonly SerialSender _sender;

    // The source's thread.
    private readonly FrameDecoder _decoder;
    private readonly double[] _row;

    public SerialSource(SerialOptions options, DriverContext context)
        : base(Type, context, SerialFaults.Policy)
    {
        _options = options;
        _delivery = new Delivery(context, Meter);
        _delivery.Open(new ChannelSet([.. options.Channels]), RowsMax, options.UnstoredMax);
        _frames = new FrameReader(options.Frame);
        _frameFaults = new FrameFaults(Subject, _frames, context.Time);
        _watch = new SilenceWatch("serial.silent", Subject, "No frame", options.SilentAfter, context.Time);
        _sender = new SerialSender(options.Commands);
        _decoder = options.Decoder();
        _row = new double[options.Channels.Count];
    }

    public IReadOnlyList<string> Commands => _sender.Names;

    public CommandOutcome Execute(string command, JsonElement value) => _sender.Execute(command);

    protected override void AddConditions(List<HealthCondition> conditions)
    {
        if (!Faults.IsFailing) _watch.AddConditions(conditions);
        _frameFaults.AddConditions(conditions);
        _delivery.AddConditions(conditions);
    }

    protected override void Close() => _delivery.Dispose();

    protected override void Hold()
    {
        using var link = _options.Open(Context.Time, Stop);
        _sender.Use(link);
        try
        {
            _frames.DropBegun();
            _watch.Note();
            var beat = new Beat(Context.Time, Timer, _options.Every);
            if (_options.Ask.Length > 0) _sender.Send(_options.Ask);
            while (!Stop.IsCancellationRequested) Step(link, beat);
        }
        finally
        {
            _sender.LetGo();
        }
    }

    private void Step(ByteLink link, Beat beat)
    {
        bool asks = _options.Ask.Length > 0;
        var wait = asks ? Left(beat.DueAt) : s_pause;
        int read = link.Read(_frames.Free, wait < s_pause ? wait : s_pause);
        Faults.Clear();
        if (read > 0)
        {
            _frames.Commit(read);
            TakeFrames();
        }
        else if (wait >= s_pause) _frames.NotePause();
        if (!asks || Context.Time.GetTimestamp() < beat.DueAt) return;
        beat.Pass();
        _sender.Send(_options.Ask);
    }

    private TimeSpan Left(long until)
    {
        long now = Context.Time.GetTimestamp();
        return until > now ? Context.Time.GetElapsedTime(now, until) : TimeSpan.Zero;
    }

    private void TakeFrames()
    {
        long nowUs = NowUs;
        ReadingBatch? batch = null;
        while (_frames.TryTake(out var frame))
        {
            var result = _decoder.Decode(frame, _row);
            if (result == FrameResult.Unreadable) _frameFaults.CountUnreadable();
            if (result != FrameResult.Taken) continue;
            _watch.Note();
            if (batch is { Count: RowsMax })
            {
                _delivery.HandOn(batch);
                batch = null;
            }
            batch ??= _delivery.TryTake();
            batch?.AddRow(nowUs, _row);
        }
        if (batch is not null) _delivery.HandOn(batch);
        if (_frameFaults.Notice() is > 0 and var refused) Meter.CountRefused(refused);
    }
}
