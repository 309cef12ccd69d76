using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>Writes what is wanted as the kernel's request: flags for all lines, and attributes for those that differ, ten at most.</summary>
internal static unsafe class GpioRequest
{
    // The kernel's own is 16 a line; a burst should outlast a moment in which the source cannot run.
    private const uint EventBufferSize = 1024;

    public static GpioUapi.LineRequest Of(ReadOnlySpan<uint> offsets, IReadOnlyList<GpioLine> lines)
    {
        var request = new GpioUapi.LineRequest { Lines = (uint)offsets.Length, EventBufferSize = EventBufferSize };
        for (int i = 0; i < offsets.Length; i++) request.Offsets[i] = offsets[i];
        "edge-appliance"u8.CopyTo(new Span<byte>(request.Consumer, GpioUapi.NameBytes));
        request.Config.Flags = lines[0].Flags;
        AddFlags(ref request.Config, lines);
        AddDebounce(ref request.Config, lines);
        AddInitialLevels(ref request.Config, lines);
        return request;
    }

    private static void AddFlags(ref GpioUapi.LineConfig config, IReadOnlyList<GpioLine> lines)
    {
        for (int i = 1; i < lines.Count; i++)
        {
            ulong flags = lines[i].Flags;
            if (flags == lines[0].Flags || Find(ref config, GpioUapi.FlagsAttribute, flags)) continue;
            Add(ref config, new GpioUapi.LineAttribute { Id = GpioUapi.FlagsAttribute, Flags = flags }, Mask(lines, line => line.Flags == flags));
        }
    }

    private static void AddDebounce(ref GpioUapi.LineConfig config, IReadOnlyList<GpioLine> lines)
    {
        foreach (var line in lines)
        {
            uint debounceUs = (uint)(line.Debounce.Ticks / TimeSpan.TicksPerMicrosecond);
            if (debounceUs == 0 || Find(ref config, GpioUapi.DebounceAttribute, debounceUs)) continue;
            Add(ref config, new GpioUapi.LineAttribute { Id = GpioUapi.DebounceAttribute, DebounceUs = debounceUs }, Mask(lines, other => other.Debounce == line.Debounce));
        }
    }

    private static void AddInitialLevels(ref GpioUapi.LineConfig config, IReadOnlyList<GpioLine> lines)
    {
        ulong outputs = Mask(lines, line => line.IsOutput);
        if (outputs == 0) return;
        Add(ref config, new GpioUapi.LineAttribute { Id = GpioUapi.ValuesAttribute, Values = Mask(lines, line => line.IsOutput && line.IsInitiallyOn) }, outputs);
    }

    private static bool Find(ref GpioUapi.LineConfig config, uint id, ulong value)
    {
        for (int i = 0; i < config.Attributes; i++)
            if (config.Attribute[i].Attribute.Id == id && config.Attribute[i].Attribute.Flags == value) return true;
        return false;
    }

    private static void Add(ref GpioUapi.LineConfig config, GpioUapi.LineAttribute attribute, ulong mask)
    {
        if (config.Attributes == GpioUapi.AttributesMax)
            throw new BusException(BusFault.Unsupported, "The lines differ in more than ten ways, which is all that the kernel takes at once: make two sources of them.");
        config.Attribute[(int)config.Attributes++] = new GpioUapi.ConfigAttribute { Attribute = attribute, Mask = mask };
    }

    private static ulong Mask(IReadOnlyList<GpioLine> lines, Func<GpioLine, bool> isMeant)
    {
        ulong mask = 0;
        for (int i = 0; i < lines.Count; i++)
            if (isMeant(lines[i])) mask |= 1UL << i;
        return mask;
    }
}
