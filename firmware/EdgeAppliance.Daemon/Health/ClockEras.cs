using EdgeAppliance.Core.Readings;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// Gives readings their times. While the clock is not known to be right, a reading's time is its boot's era and the monotonic
/// clock, written as <see cref="BootTime"/> says: it never jumps, needs no room of its own in what is stored, and gets its real time when
/// it is read, once that is known.
/// </summary>
internal sealed partial class ClockEras : IDisposable
{
    /// <summary>Numbers are used again after so many boots without a clock.</summary>
    public const int ErasMax = BootTime.BootsMax;

    private const int KeptMax = 64;

    private readonly ClockState _clock;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _file;
    private readonly Lock _lock = new();
    private volatile ClockEra[] _eras;
    private ClockEra? _current;

    /// <param name="file">Where they are kept over restarts.</param>
    public ClockEras(string file, ClockState clock, TimeProvider time, ILogger logger)
    {
        (_file, _clock, _time, _logger) = (file, clock, time, logger);
        _eras = [.. ClockEraFile.Read(file)];
        if (!clock.IsRight) Begin();
        else MendOwn();
        clock.BecameRight += OnBecameRight;
    }

    /// <summary>The clock where it is right, else the era's time.</summary>
    public DateTimeOffset Now => _current is { } era && !_clock.IsRight
        ? DateTimeOffset.MinValue.AddTicks(era.Number * BootTime.BootUs * TimeSpan.TicksPerMicrosecond) + _clock.Monotonic
        : _time.GetUtcNow();

    /// <summary>The time of a reading as it should be shown, in microseconds since 1970.</summary>
    /// <param name="timeUs">As it is stored.</param>
    /// <param name="unsure">The era where the time is only what an unset clock said; else null.</param>
    /// <param name="monotonicUs">The monotonic clock's time in that boot.</param>
    public long RealUs(long timeUs, out ClockEra? unsure, out long monotonicUs)
    {
        unsure = null;
        monotonicUs = 0;
        if (!BootTime.IsOne(timeUs)) return timeUs;
        monotonicUs = BootTime.MonotonicUs(timeUs);
        var era = Find(BootTime.Boot(timeUs));
        if (era is null) return timeUs;
        if (!era.IsRight) unsure = era;
        return era.OffsetUs + monotonicUs;
    }

    public void Dispose() => _clock.BecameRight -= OnBecameRight;

    private ClockEra? Find(int number)
    {
        var eras = _eras;
        for (int i = eras.Length - 1; i >= 0; i--)
            if (eras[i].Number == number) return eras[i];
        return null;
    }

    /// <summary>The boot's era, which a restart of the daemon goes on in.</summary>
    private void Begin()
    {
        _current = Array.Find(_eras, era => era.BootId == _clock.BootId);
        if (_current is not null) return;
        int number = _eras.Length == 0 ? 0 : (_eras[^1].Number + 1) % ErasMax;
        _current = new ClockEra(number, _clock.BootId, OffsetUs(), false);
        Keep([.. _eras.TakeLast(KeptMax - 1), _current]);
    }

    /// <summary>The daemon ended, or the disk failed, before the boot's era was kept with its real time.</summary>
    private void MendOwn()
    {
        _current = Array.Find(_eras, era => era.BootId == _clock.BootId && !era.IsRight);
        OnBecameRight();
    }

    private void OnBecameRight()
    {
        if (_current is null) return;
        var right = _current with { OffsetUs = OffsetUs(), IsRight = true };
        lock (_lock) Keep([.. _eras.Select(era => era.BootId == right.BootId ? right : era)]);
    }

    private long OffsetUs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch - _clock.Monotonic).Ticks / TimeSpan.TicksPerMicrosecond;

    private void Keep(ClockEra[] eras)
    {
        _eras = eras;
        try
        {
            ClockEraFile.Write(_file, eras);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The store, on the same disk, says what is wrong with it; after a restart these readings show a time that is not sure.
            Log.NotKept(_logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3111, LogLevel.Warning, "What the clock was when readings were taken cannot be kept over a restart: {Reason}")]
        public static partial void NotKept(ILogger logger, string reason);
    }
}
