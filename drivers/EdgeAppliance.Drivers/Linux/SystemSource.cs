using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Drivers.Linux;

/// <summary>This machine's own sensors, read at a steady beat: processor, memory, pressure-stall, disks, network, temperatures,
/// sensor chips, frequencies and throttling. The device of its readings has the source's name.</summary>
/// <remarks>The first reading comes one period after the start, since rates need two looks.</remarks>
public sealed class SystemSource : ISource
{
    public const string Type = "system";

    private readonly SystemSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly SourceMeter _meter;
    private readonly Delivery _delivery;
    private readonly WakeTimer _timer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    // Written by the source's thread, read by any.
    private volatile ChannelSet? _channels;
    private double[] _row = [];

    /// <exception cref="ArgumentOutOfRangeException">The period is out of its range.</exception>
    public SystemSource(SystemSourceOptions options, ReadingSink sink, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Every, SystemSourceOptions.EveryMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Every, SystemSourceOptions.EveryMax);
        _options = options;
        _time = time;
        _meter = new SourceMeter(options.Name, Type, time);
        _delivery = new Delivery(new DriverContext(options.Name, sink, time), _meter);
        _timer = new WakeTimer(time);
    }

    /// <summary>Binds the key <c>every</c>.</summary>
    internal static DriverFactory Bind(StepConfiguration settings)
    {
        var every = settings.Duration("every", TimeSpan.FromSeconds(1));
        if (every < SystemSourceOptions.EveryMin || every > SystemSourceOptions.EveryMax) settings.Report("every", "must be from 100ms to 1h.");
        return context => new SystemSource(new SystemSourceOptions { Name = context.Name, Every = every }, context.Sink, context.Time);
    }

    public string Name => _options.Name;

    public SourceStatus Status => _meter.Status(Conditions());

    public void Start()
    {
        _meter.State = SourceState.Running;
        var beat = new Beat(_time, _timer, _options.Every);
        _thread = new Thread(() => Run(beat)) { IsBackground = true, Name = $"source {Name}" };
        _thread.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Stop();
        if (_thread is not null) await _ended.Task;
        _timer.Dispose();
        _meter.State = SourceState.Stopped;
    }

    private void Run(Beat beat)
    {
        using var sampler = new SystemSampler(_options.Root, _time);
        using var delivery = _delivery;
        delivery.Open(sampler.Channels, 1, _options.UnstoredMax);
        _row = new double[sampler.Channels.Count];
        _channels = sampler.Channels;
        while (beat.Wait(out long missed))
        {
            if (missed > 0) delivery.Skip(missed);
            if (delivery.TryTake() is not { } batch) continue;
            Fill(batch, sampler);
            delivery.HandOn(batch);
        }
        _ended.SetResult();
    }

    private void Fill(ReadingBatch batch, SystemSampler sampler)
    {
        long timeUs = _time.NowUs();
        int missing = sampler.Sample(_row);
        if (missing > 0) _meter.CountRefused(missing);
        int row = batch.AddRow(timeUs);
        for (int c = 0; c < _row.Length; c++) batch.Set(row, c, _row[c]);
    }

    private List<HealthCondition> Conditions()
    {
        var conditions = new List<HealthCondition>();
        _delivery.AddConditions(conditions);
        if (_channels is not { } channels) return conditions;
        var missing = new List<string>();
        for (int c = 0; c < _row.Length; c++)
            if (double.IsNaN(_row[c])) missing.Add(channels[c]);
        if (missing.Count > 0) conditions.Add(SourceConditions.ChannelsMissing(Name, string.Join(", ", missing)));
        return conditions;
    }
}
