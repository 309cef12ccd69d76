using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pictures;

/// <summary>The colours that a picture is taken apart into, in the order in which a model wants them, under their names in windows.</summary>
public sealed class PlaneOrder
{
    public static PlaneOrder Rgb { get; } = new("r", "g", "b");

    public static PlaneOrder Bgr { get; } = new("b", "g", "r");

    public static PlaneOrder Grey { get; } = new("grey");

    private PlaneOrder(params ReadOnlySpan<string> names) => Channels = new ChannelSet(names);

    public ChannelSet Channels { get; }

    /// <summary>Red and blue change places.</summary>
    public bool IsTurned => this == Bgr;

    /// <returns>Null where the names are no picture's.</returns>
    public static PlaneOrder? Of(IReadOnlyList<string> names)
    {
        foreach (var order in (ReadOnlySpan<PlaneOrder>)[Rgb, Bgr, Grey])
            if (order.Channels.Names.SequenceEqual(names.ToArray())) return order;
        return null;
    }
}
