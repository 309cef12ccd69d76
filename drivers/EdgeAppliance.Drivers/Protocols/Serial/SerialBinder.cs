using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Reads the keys of the source <c>serial</c>.</summary>
internal static class SerialBinder
{
    private const int SentBytesMax = 256;

    private static readonly SerialSettings s_standard = new(9600, 8, SerialParity.None, 1);
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(5), s_everyMin = TimeSpan.FromMilliseconds(10), s_dayMax = TimeSpan.FromDays(1);

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var open = LinkBinder.Bind(settings, s_standard, s_connect);
        var frame = Frame(settings);
        var (channels, decoder) = ContentBinder.Bind(settings, frame);
        var options = new SerialOptions(open, frame, channels, decoder)
        {
            Ask = Latin(settings, "ask", SentBytesMax),
            Every = Within(settings, "every", TimeSpan.FromSeconds(1)),
            SilentAfter = settings.Has("silentAfter") ? Within(settings, "silentAfter", s_dayMax) : TimeSpan.MaxValue,
            Commands = Commands(settings),
        };
        if (settings.Has("every") && !settings.Has("ask")) settings.Report("every", "needs ask: what asks the device for a reading.");
        return context => new SerialSource(options, context);
    }

    /// <summary>A text whose characters up to U+00FF are a byte each.</summary>
    public static byte[] Latin(StepConfiguration settings, string key, int bytesMax)
    {
        if (!settings.Has(key)) return [];
        string text = settings.Text(key, "");
        if (text.Length <= bytesMax && text.All(c => c <= 0xFF)) return [.. text.Select(c => (byte)c)];
        settings.Report(key, $"must have {bytesMax} characters at most, none above U+00FF: each is a byte.");
        return [];
    }

    private static FrameLayout Frame(StepConfiguration source)
    {
        if (!source.TryGet("frame", out var value)) return new FrameLayout { End = "\n"u8.ToArray() };
        var settings = source.Nested("frame", value);
        var layout = FrameBinder.Bind(settings);
        settings.RefuseUnknown();
        return layout;
    }

    private static TimeSpan Within(StepConfiguration settings, string key, TimeSpan standard)
    {
        var duration = settings.Duration(key, standard);
        if (duration < s_everyMin || duration > s_dayMax) settings.Report(key, "must be from 10ms to 1d.");
        return duration;
    }

    private static Dictionary<string, byte[]> Commands(StepConfiguration settings)
    {
        var commands = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (!settings.Has("commands")) return commands;
        var members = settings.Members("commands");
        settings.TryGet("commands", out var value);
        if (value.ValueKind != JsonValueKind.Object) return commands;
        var nested = settings.Nested("commands", value);
        foreach (var member in members) commands[member.Key] = Latin(nested, member.Key, SentBytesMax);
        return commands;
    }
}
