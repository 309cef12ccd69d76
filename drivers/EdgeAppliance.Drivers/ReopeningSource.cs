using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers;

/// <summary>A source that keeps something open on a thread of its own (lines, a port, an interface), and opens it again, after a while that grows,
/// when it broke or could not be opened.</summary>
internal abstract class ReopeningSource : ISource
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    protected ReopeningSource(string type, DriverContext context, FaultPolicy policy)
    {
        Context = context;
        Stop = _stop.Token;
        Meter = new SourceMeter(context.Name, type, context.Time);
        Faults = new SourceFaults(Subject, context.Time, policy);
        Timer = new WakeTimer(context.Time);
    }

    public string Name => Context.Name;

    public SourceStatus Status
    {
        get
        {
            var conditions = new List<HealthCondition>();
            Faults.AddConditions(conditions);
            AddConditions(conditions);
            // What ails the store is each device's, and said once.
            return Meter.Status([.. conditions.Distinct()]);
        }
    }

    protected DriverContext Context { get; }

    /// <summary>Conditions are about it.</summary>
    protected string Subject => $"sources.{Context.Name}";

    protected SourceMeter Meter { get; }

    /// <summary>Of what is kept open; whoever holds it clears them once it works.</summary>
    protected SourceFaults Faults { get; }

    /// <summary>The source's thread sleeps on it.</summary>
    protected WakeTimer Timer { get; }

    protected CancellationToken Stop { get; }

    /// <summary>Microseconds since 1970.</summary>
    protected long NowUs => Context.Time.NowUs();

    public void Start()
    {
        Meter.State = SourceState.Running;
        _thread = new Thread(Run) { IsBackground = true, Name = $"source {Name}" };
        _thread.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        Timer.Stop();
        Wake();
        if (_thread is not null) await _ended.Task;
        Close();
        Timer.Dispose();
        _stop.Dispose();
        Meter.State = SourceState.Stopped;
    }

    /// <summary>Opens it, and reads until <see cref="Stop"/>.</summary>
    /// <exception cref="BusException">It broke, or cannot be opened.</exception>
    protected abstract void Hold();

    protected abstract void AddConditions(List<HealthCondition> conditions);

    /// <summary>Ends a wait that <see cref="Stop"/> alone does not.</summary>
    protected virtual void Wake()
    {
    }

    /// <summary>The thread has ended.</summary>
    protected virtual void Close()
    {
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Hold();
            }
            catch (BusException e)
            {
                Faults.Note(e);
                Faults.GiveUp(e);
                Timer.WaitUntil(Faults.TryAgainAt);
            }
        }
        _ended.SetResult();
    }
}
