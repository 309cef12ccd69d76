using EdgeAppliance.Core.Health;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// Feeds systemd's watchdog at half its time, but only while every mover moves or has nothing to do. One that has work and
/// has not moved for the whole watchdog time is logged and shown as a condition, and the feeding stops until it moves: systemd
/// then restarts the daemon. Without systemd the looking goes on, so that a stuck part is seen all the same.
/// </summary>
internal sealed partial class Watchdog : IDisposable
{
    private const string Code = "watchdog.stuck";
    private static readonly TimeSpan s_patienceWithoutSystemd = TimeSpan.FromSeconds(60);

    private readonly SystemdNotifier _notifier;
    private readonly HealthBoard _board;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _patience;
    private readonly Lock _lock = new();
    private readonly List<WatchedMover> _movers = [];
    private ITimer? _timer;
    private int _looking;
    private volatile string? _lookingAt;

    /// <param name="patience">systemd's watchdog time, as <see cref="PatienceOfThisProcess"/> finds it.</param>
    public Watchdog(SystemdNotifier notifier, HealthBoard board, TimeProvider time, ILogger logger, TimeSpan patience)
    {
        (_notifier, _board, _time, _logger) = (notifier, board, time, logger);
        _patience = patience;
    }

    /// <summary>What the unit's <c>WatchdogSec</c> says, or a minute where systemd does not watch this process (sd_watchdog_enabled(3)).</summary>
    public static TimeSpan PatienceOfThisProcess() => PatienceOf(Environment.GetEnvironmentVariable, Environment.ProcessId);

    public static TimeSpan PatienceOf(Func<string, string?> environment, int processId)
    {
        bool ofAnother = environment("WATCHDOG_PID") is { Length: > 0 } pid && pid != processId.ToString();
        return !ofAnother && long.TryParse(environment("WATCHDOG_USEC"), out long microseconds) && microseconds is > 0 and < long.MaxValue / 10
            ? TimeSpan.FromMicroseconds(microseconds)
            : s_patienceWithoutSystemd;
    }

    /// <summary>May be called before and after <see cref="Start"/>; a mover of the same name is replaced.</summary>
    public void Add(Mover mover)
    {
        var watched = new WatchedMover(mover, _time.GetTimestamp());
        lock (_lock)
        {
            _movers.RemoveAll(m => m.Name == mover.Name);
            _movers.Add(watched);
        }
    }

    /// <summary>To be called before a mover is stopped on purpose.</summary>
    public void Remove(string name)
    {
        lock (_lock) _movers.RemoveAll(m => m.Name == name);
        _board.Clear(Code, name);
    }

    public void Start() => _timer ??= _time.CreateTimer(_ => Look(), null, TimeSpan.Zero, _patience / 2);

    public void Dispose() => _timer?.Dispose();

    internal void Look()
    {
        // A progress counter that blocks is itself a stuck mover: the next look comes while this one has not ended.
        if (Interlocked.Exchange(ref _looking, 1) == 1)
        {
            if (_lookingAt is { } name) Report(name);
            return;
        }
        try
        {
            if (EveryoneMoves()) _notifier.Watchdog();
        }
        finally
        {
            _lookingAt = null;
            Volatile.Write(ref _looking, 0);
        }
    }

    private bool EveryoneMoves()
    {
        WatchedMover[] movers;
        lock (_lock) movers = [.. _movers];
        bool moving = true;
        foreach (var mover in movers)
        {
            _lookingAt = mover.Name;
            if (mover.Look(_time, _patience)) Tell(mover);
            moving &= !mover.IsStuck;
        }
        return moving;
    }

    private void Tell(WatchedMover mover)
    {
        if (mover.IsStuck)
        {
            Report(mover.Name);
            // Removed while it was looked at: nobody would clear its condition any more.
            lock (_lock) if (_movers.Contains(mover)) return;
            _board.Clear(Code, mover.Name);
            return;
        }
        Log.Moves(_logger, mover.Name);
        _board.Clear(Code, mover.Name);
    }

    private void Report(string name)
    {
        Log.Stuck(_logger, name, _patience.TotalSeconds);
        _board.Raise(new HealthCondition(Code, HealthSeverity.Error, name, $"{name} has work and has not moved for {_patience.TotalSeconds:0} s",
            _notifier.IsListenedTo ? "systemd restarts the daemon by itself; 'edgectl logs' says what came before." : "Restart the daemon; 'edgectl logs' says what came before."));
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Critical, "{Mover} has work and has not moved for {Seconds} s: the watchdog is not fed any more")]
        public static partial void Stuck(ILogger logger, string mover, double seconds);

        [LoggerMessage(3002, LogLevel.Warning, "{Mover} moves again")]
        public static partial void Moves(ILogger logger, string mover);
    }
}
