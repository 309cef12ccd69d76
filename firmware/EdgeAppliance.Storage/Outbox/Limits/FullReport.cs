using System.Globalization;
using EdgeAppliance.Core.Health;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>Raises <c>outbox.full</c> from when a limit first drops, holds up or refuses something until a tenth is free again.</summary>
internal sealed partial class FullReport(WhenFull whenFull, StoreHealth health, StoreSurroundings around)
{
    private const string Code = "outbox.full";
    private const double OverBelow = 0.9;
    private static readonly TimeSpan _refresh = TimeSpan.FromSeconds(1);

    private FullSigns _before;
    private bool _records;
    private bool _readings;
    private (bool Records, bool Readings) _told;
    private long _toldAt;

    public void Update(in FullSigns signs, StoreRoom room)
    {
        bool recordsNow = signs.RecordsDropped > _before.RecordsDropped || signs.CommitsRefused > _before.CommitsRefused || signs.CommitsWaiting > 0;
        bool readingsNow = signs.ReadingsHeldBack > _before.ReadingsHeldBack;
        _records = recordsNow || (_records && signs.RecordsShare >= OverBelow);
        _readings = readingsNow || (_readings && signs.ReadingsShare >= OverBelow);
        _before = signs;
        bool changed = _told != (_records, _readings);
        if (!changed && !(_records && around.Time.GetElapsedTime(_toldAt) >= _refresh)) return;
        bool wasFull = _told != (false, false);
        _told = (_records, _readings);
        _toldAt = around.Time.GetTimestamp();
        Tell(signs, room, wasFull);
    }

    private void Tell(in FullSigns signs, StoreRoom room, bool wasFull)
    {
        if (!_records && !_readings)
        {
            health.Clear(Code);
            Log.Over(around.Logger);
            return;
        }
        string text = Text(signs, room);
        if (!wasFull) Log.Full(around.Logger, text);
        string remedy = room.DiskIsShort
            ? "Make room on the disk; 'df' tells more. It goes on by itself."
            : "See with 'edgectl outbox' what waits, and bring its uplink back; a larger 'outbox.maxBytes' lasts longer.";
        health.Raise(new HealthCondition(Code, HealthSeverity.Warning, "outbox", text, remedy));
    }

    private string Text(in FullSigns signs, StoreRoom room)
    {
        var sentences = new List<string>(3);
        if (room.DiskIsShort) sentences.Add($"The disk has {MiB(room.DiskFree)} free, less than the reserve of {MiB(room.DiskReserve)}, and the outbox takes no more of it.");
        if (_records) sentences.Add(RecordsText(signs));
        if (_readings) sentences.Add($"There is no room for readings beside those that pipelines still need: {(whenFull == WhenFull.Block ? "producers wait" : "more are refused")}.");
        return string.Join(' ', sentences);
    }

    private string RecordsText(in FullSigns signs) => whenFull switch
    {
        WhenFull.Block => "The outbox is full: pipelines wait until an uplink has taken some of it.",
        WhenFull.Refuse => "The outbox is full: what pipelines make is refused, and made again, until an uplink has taken some of it.",
        _ => string.Create(CultureInfo.InvariantCulture, $"The outbox is full: {signs.RecordsDropped:N0} records were dropped since the start; gap records tell which."),
    };

    private static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MiB");

    private static partial class Log
    {
        [LoggerMessage(7003, LogLevel.Warning, "{Text}")]
        public static partial void Full(ILogger logger, string text);

        [LoggerMessage(7004, LogLevel.Information, "The outbox has room again")]
        public static partial void Over(ILogger logger);
    }
}
