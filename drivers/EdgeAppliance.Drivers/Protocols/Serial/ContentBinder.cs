using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Reads <c>content</c>, <c>channels</c> and what else says how a frame becomes a row.</summary>
internal static class ContentBinder
{
    private static readonly string[] s_contents = ["keyValue", "csv", "pattern", "binary"];
    private static readonly string[] s_types = ["uint8", "int8", "uint16", "int16", "uint24", "int24", "uint32", "int32", "uint64", "int64", "float32", "float64"];
    private static readonly int[] s_typeBytes = [1, 1, 2, 2, 3, 3, 4, 4, 8, 8, 4, 8];

    public static (IReadOnlyList<string> Channels, Func<FrameDecoder> Decoder) Bind(StepConfiguration settings, FrameLayout frame)
    {
        int content = SensorBinder.Choice(settings, "content", "keyValue", s_contents);
        string pattern = settings.Text("pattern", "");
        byte separator = Separator(settings);
        byte[] only = SerialBinder.Latin(settings, "only", 64);
        Refuse(settings, content);
        if (content == 2) return Pattern(settings, pattern);
        var channels = settings.Members("channels").Select((member, i) => Channel(settings.Nested("channels", member.Key, member.Value), member.Key, content, i)).ToList();
        if (!settings.Has("channels")) settings.Report("channels", "is missing: what to take of a frame, by channel name.");
        if (content == 3 && channels.Count > 0 && channels.Max(channel => channel.Bits.BytesNeeded) > frame.BytesMax) settings.Report("channels", "lie behind the frame's last byte.");
        return ([.. channels.Select(channel => channel.Name)], content switch
        {
            0 => () => new KeyValueDecoder(channels),
            1 => () => new CsvDecoder(channels, separator, only),
            _ => () => new BinaryDecoder(channels),
        });
    }

    private static void Refuse(StepConfiguration settings, int content)
    {
        if (content != 2 && settings.Has("pattern")) settings.Report("pattern", "needs content pattern.");
        foreach (string key in new[] { "separator", "only" })
            if (content != 1 && settings.Has(key)) settings.Report(key, "needs content csv.");
    }

    private static byte Separator(StepConfiguration settings)
    {
        string separator = settings.Text("separator", ",");
        if (separator.Length == 1 && char.IsAscii(separator[0]) && separator[0] is not ('"' or '\n' or '\r')) return (byte)separator[0];
        settings.Report("separator", "must be one ASCII character, such as \",\", \";\" or \"\\t\".");
        return (byte)',';
    }

    private static (IReadOnlyList<string> Channels, Func<FrameDecoder> Decoder) Pattern(StepConfiguration settings, string pattern)
    {
        if (!settings.Has("pattern")) settings.Report("pattern", "is missing: a frame with names in braces for its numbers.");
        var parts = PatternDecoder.Parse(pattern, out var names, out string error);
        if (parts is null && settings.Has("pattern")) settings.Report("pattern", error);
        var scaled = settings.Members("channels").ToDictionary(member => member.Key, member => Channel(settings.Nested("channels", member.Key, member.Value), member.Key, 2, 0));
        foreach (string name in scaled.Keys.Except(names)) settings.Report($"channels.{name}", "is not in the pattern.");
        SerialChannel[] channels = [.. names.Select(name => scaled.GetValueOrDefault(name) ?? new SerialChannel(name))];
        return (names, () => new PatternDecoder(channels, parts!));
    }

    private static SerialChannel Channel(StepConfiguration settings, string name, int content, int place)
    {
        var channel = new SerialChannel(name) { Scale = settings.Number("scale", 1), Offset = settings.Number("offset", 0) };
        if (channel.Scale == 0) settings.Report("scale", "must not be 0.");
        channel = content switch
        {
            0 => channel with { Key = System.Text.Encoding.UTF8.GetBytes(settings.Text("key", name)) },
            1 => channel with { Field = settings.Integer("field", place, 0, CsvDecoder.FieldsMax - 1) },
            3 => channel with { Bits = Bits(settings) },
            _ => channel,
        };
        settings.RefuseUnknown();
        return channel;
    }

    private static BitField Bits(StepConfiguration settings)
    {
        if (!settings.Has("at")) settings.Report("at", "is missing: the first byte, from 0.");
        int at = settings.Integer("at", 0, 0, FrameLayout.BytesMaxMax - 8);
        string type = s_types[SensorBinder.Choice(settings, "as", "uint8", s_types)];
        bool isLittle = SensorBinder.Choice(settings, "order", "little", "big", "little") == 1;
        int bytes = s_typeBytes[Array.IndexOf(s_types, type)];
        var field = BitField.OfBytes(at, bytes, isLittle, type[0] == 'f' ? BitKind.Float : type[0] == 'i' ? BitKind.Signed : BitKind.Unsigned);
        if (!settings.Has("bit"))
        {
            if (settings.Has("bits")) settings.Report("bits", "needs bit: the lowest of them.");
            return field;
        }
        if (bytes > 1 || field.Kind != BitKind.Unsigned) settings.Report("bit", "needs uint8.");
        int bit = settings.Integer("bit", 0, 0, 7);
        return new BitField(at * 8 + bit, settings.Integer("bits", 1, 1, 8 - bit), true, BitKind.Unsigned);
    }
}
