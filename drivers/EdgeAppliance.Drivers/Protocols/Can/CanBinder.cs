using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>Reads the keys of the source <c>can</c>.</summary>
internal static class CanBinder
{
    private const int InterfaceCharactersMax = 15; // IFNAMSIZ less its end
    private const int NameCharactersMax = 64;

    private static readonly TimeSpan s_dayMax = TimeSpan.FromDays(1);

    public static DriverFactory Bind(StepConfiguration settings)
    {
        string name = settings.Text("interface", "can0");
        if (name.Length > InterfaceCharactersMax || name.Any(c => c is '/' or ' ' || char.IsControl(c))) settings.Report("interface", $"must be an interface's name, of {InterfaceCharactersMax} characters at most.");
        bool isFd = SensorBinder.Flag(settings, "fd", false);
        if (!settings.Has("messages")) settings.Report("messages", "is missing: what to read, by message name.");
        var members = settings.Members("messages");
        if (members.Count > CanUapi.FiltersMax) settings.Report("messages", $"must have {CanUapi.FiltersMax} members at most.");
        var options = new CanOptions(name, isFd, [.. members.Select(member => Message(member.Key, settings.Nested("messages", member.Key, member.Value), isFd))]);
        return context => new CanSource(options, context, SocketCan.Open);
    }

    private static CanMessage Message(string name, StepConfiguration settings, bool isFd)
    {
        if (name.Length > NameCharactersMax || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) settings.Report("", $"must have a name of 1 to {NameCharactersMax} letters, digits, '_' or '-'.");
        bool isSent = SensorBinder.Flag(settings, "send", false);
        int bytes = settings.Integer("bytes", CanFrame.ClassicBytesMax, 0, isFd ? CanFrame.BytesMax : CanFrame.ClassicBytesMax);
        if (bytes > CanFrame.ClassicBytesMax && bytes is not (12 or 16 or 20 or 24 or 32 or 48 or 64)) settings.Report("bytes", "must be 0 to 8, 12, 16, 20, 24, 32, 48 or 64.");
        int room = isSent ? bytes : isFd ? CanFrame.BytesMax : CanFrame.ClassicBytesMax;
        var filter = Filter(settings);
        string selector = settings.Text("selector", "");
        var members = settings.Members("signals");
        if (!settings.Has("signals")) settings.Report("signals", "is missing: where each number lies, by channel name.");
        var signals = members.Select(member => CanSignalBinder.Bind(member.Key, settings.Nested("signals", member.Key, member.Value), room)).ToList();
        var message = new CanMessage(name, filter, signals)
        {
            IsSent = isSent,
            Bytes = bytes,
            Selector = signals.FindIndex(signal => signal.Name == selector),
            AtMostEvery = settings.Has("atMostEvery") ? Within(settings, "atMostEvery") : TimeSpan.Zero,
            SilentAfter = settings.Has("silentAfter") ? Within(settings, "silentAfter") : TimeSpan.MaxValue,
        };
        Check(settings, message);
        settings.RefuseUnknown();
        return message;
    }

    private static void Check(StepConfiguration settings, CanMessage message)
    {
        if (settings.Has("selector") && message.Selector < 0) settings.Report("selector", "must be one of the signals.");
        if (!settings.Has("selector") && message.Signals.Any(signal => !double.IsNaN(signal.When))) settings.Report("selector", "is missing: a signal has when.");
        if (message.Selector >= 0 && !double.IsNaN(message.Signals[message.Selector].When)) settings.Report("selector", "must be a signal without when.");
        foreach (string key in new[] { "atMostEvery", "silentAfter", "mask" })
            if (message.IsSent && settings.Has(key)) settings.Report(key, "is for messages that are read.");
        if (!message.IsSent && settings.Has("bytes")) settings.Report("bytes", "needs send: frames that are read say their own length.");
    }

    private static TimeSpan Within(StepConfiguration settings, string key)
    {
        var duration = settings.Duration(key, s_dayMax);
        if (duration > s_dayMax) settings.Report(key, "must be 1d at most.");
        return duration;
    }

    private static CanFilter Filter(StepConfiguration settings)
    {
        if (!settings.Has("id")) settings.Report("id", "is missing: a number, or hexadecimal as \"0x18FEF100\".");
        uint id = Number(settings, "id", 0);
        bool isExtended = SensorBinder.Flag(settings, "extended", id > CanFrame.StandardIdMax);
        uint max = isExtended ? CanFrame.ExtendedIdMax : CanFrame.StandardIdMax;
        uint mask = Number(settings, "mask", max);
        if (id > max) settings.Report("id", $"must be 0x{max:X} at most.");
        if (mask > max) settings.Report("mask", $"must be 0x{max:X} at most.");
        return new CanFilter(id, mask, isExtended);
    }

    private static uint Number(StepConfiguration settings, string key, uint standard)
    {
        if (!settings.TryGet(key, out var value)) return standard;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out uint number)) return number;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)) return number;
        settings.Report(key, "must be a number, or hexadecimal as \"0x18FEF100\".");
        return standard;
    }
}
