using EdgeAppliance.Core.Health;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// What is known of the clock. A board without a battery starts in the past: until something has set its clock, times carry
/// the boot id and the monotonic clock instead, and certificates are checked against <see cref="Floor"/>. Once right in a boot,
/// the clock counts as right until the next one, through outages and restarts of the daemon: it drifts by seconds a day.
/// </summary>
internal sealed partial class ClockState : IDisposable
{
    private const string Code = "clock.not-set";
    private const string Subject = "clock";
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_writeEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_jumpMin = TimeSpan.FromSeconds(2);

    private readonly ClockOptions _options;
    private readonly HealthBoard _board;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly long _startTimestamp;
    private ITimer? _timer;
    private DateTimeOffset _startUtc;
    private DateTimeOffset _lastKnown;
    private DateTimeOffset _writtenAt;
    private bool _right;

    public ClockState(ClockOptions options, HealthBoard board, TimeProvider time, ILogger logger)
    {
        (_options, _board, _time, _logger) = (options, board, time, logger);
        _startTimestamp = time.GetTimestamp();
        _startUtc = time.GetUtcNow();
        var kept = ClockRecord.Read(options.File);
        _lastKnown = Later(kept?.LastKnown ?? DateTimeOffset.MinValue, options.BuildTime);
        _writtenAt = kept?.LastKnown ?? DateTimeOffset.MinValue;
        _right = kept is { Right: true } && kept.BootId == options.BootId;
    }

    /// <summary>Raised once, on a timer's thread, when the clock becomes known to be right, and before that is kept over a restart; not where it was from the start.</summary>
    public event Action? BecameRight;

    /// <summary>This boot's name: with <see cref="Monotonic"/> it gives a moment a place before the clock is right.</summary>
    public string BootId => _options.BootId;

    public bool IsRight
    {
        get { lock (_lock) return _right; }
    }

    /// <summary>The newest time that was known to be right, in this boot or an earlier one, or the build's.</summary>
    public DateTimeOffset LastKnown
    {
        get { lock (_lock) return _lastKnown; }
    }

    /// <summary>The time that validity is checked against: the clock where it is right, else the later of the clock and <see cref="LastKnown"/>.</summary>
    public DateTimeOffset Floor
    {
        get
        {
            var now = _time.GetUtcNow();
            lock (_lock) return _right ? now : Later(now, _lastKnown);
        }
    }

    /// <summary>Since an unknown moment in this boot; never jumps.</summary>
    public TimeSpan Monotonic => _time.GetElapsedTime(0);

    /// <summary>The real time of a moment of this boot, or null while the clock is not known to be right.</summary>
    public DateTimeOffset? RealTimeOf(TimeSpan monotonic)
    {
        lock (_lock) if (!_right) return null;
        return _time.GetUtcNow() - (Monotonic - monotonic);
    }

    public void Start() => _timer ??= _time.CreateTimer(_ => Look(), null, TimeSpan.Zero, s_lookEvery);

    /// <summary>Stops looking, and keeps what is known.</summary>
    public void Dispose()
    {
        if (_timer is null) return;
        _timer.Dispose();
        if (IsRight) Write(_time.GetUtcNow());
    }

    internal void Look()
    {
        bool synchronized = _options.IsSynchronized();
        var now = _time.GetUtcNow();
        bool became, right, write;
        TimeSpan jump;
        lock (_lock)
        {
            jump = TakeJump_NeedsLock(now);
            became = synchronized && !_right;
            right = _right |= synchronized;
            if (right) _lastKnown = now;
            write = right && (became || (now - _writtenAt).Duration() >= s_writeEvery);
        }
        if (jump != TimeSpan.Zero) Log.Jumped(_logger, jump);
        if (became)
        {
            Log.BecameRight(_logger);
            BecameRight?.Invoke();
        }
        if (write) Write(now);
        Tell(right);
    }

    /// <summary>How far the clock was set since the last look, against the monotonic one.</summary>
    private TimeSpan TakeJump_NeedsLock(DateTimeOffset now)
    {
        var jump = now - (_startUtc + _time.GetElapsedTime(_startTimestamp));
        if (jump.Duration() < s_jumpMin) return TimeSpan.Zero;
        _startUtc += jump;
        return jump;
    }

    private void Tell(bool right)
    {
        if (right) _board.Clear(Code, Subject);
        else
            _board.Raise(new HealthCondition(Code, HealthSeverity.Warning, Subject, "Nothing has set the clock since the machine started, so its time may be wrong",
                "Let the machine reach a time server ('timedatectl timesync-status' says which); readings and models work without."));
    }

    private void Write(DateTimeOffset now)
    {
        try
        {
            new ClockRecord(_options.BootId, true, now).Write(_options.File);
            lock (_lock) _writtenAt = now;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk is said by the store; here only a later start knows a little less.
            Log.NotKept(_logger, e.Message);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Information, "The clock is known to be right")]
        public static partial void BecameRight(ILogger logger);

        [LoggerMessage(3102, LogLevel.Warning, "The clock was set by {Jump}")]
        public static partial void Jumped(ILogger logger, TimeSpan jump);

        [LoggerMessage(3103, LogLevel.Warning, "The time known cannot be kept over a restart: {Reason}")]
        public static partial void NotKept(ILogger logger, string reason);
    }
}
