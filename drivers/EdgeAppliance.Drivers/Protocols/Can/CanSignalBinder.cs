using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>Reads the keys of one signal.</summary>
internal static class CanSignalBinder
{
    private static readonly string[] s_orders = ["little", "big"], s_types = ["unsigned", "signed", "float"];

    /// <param name="room">Bytes of the longest frame.</param>
    public static CanSignal Bind(string name, StepConfiguration settings, int room)
    {
        foreach (string key in new[] { "start", "bits" })
            if (!settings.Has(key)) settings.Report(key, "is missing, as the database file has it: start|bits@order.");
        int start = settings.Integer("start", 0, 0, CanFrame.BytesMax * 8 - 1), length = settings.Integer("bits", 1, 1, BitField.LengthMax);
        bool isLittle = SensorBinder.Choice(settings, "order", "little", s_orders) == 0;
        var kind = (BitKind)SensorBinder.Choice(settings, "as", "unsigned", s_types);
        if (kind == BitKind.Float && length is not (32 or 64)) settings.Report("bits", "of a float must be 32 or 64.");
        var bits = new BitField(start, length, isLittle, kind);
        if (bits.BytesNeeded > room) settings.Report("start", $"and bits lie behind the frame's last byte: it has {room}.");
        var signal = new CanSignal(name, bits)
        {
            Scale = settings.Number("scale", 1),
            Offset = settings.Number("offset", 0),
            When = settings.Number("when", double.NaN),
            Min = settings.Number("min", double.NegativeInfinity),
            Max = settings.Number("max", double.PositiveInfinity),
        };
        if (signal.Scale == 0) settings.Report("scale", "must not be 0.");
        if (signal.Min > signal.Max) settings.Report("min", "must not be above max.");
        settings.RefuseUnknown();
        return signal;
    }
}
