using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>A channel set in a step's state: the number of names, then the names; 0 for none.</summary>
internal static class ChannelState
{
    public static void Save(StateWriter writer, ChannelSet? channels)
    {
        writer.Write((long)(channels?.Count ?? 0));
        if (channels is null) return;
        foreach (string name in channels.Names) writer.Write(name);
    }

    public static ChannelSet? Load(ref StateReader reader)
    {
        long count = reader.ReadInt64();
        if (count is < 0 or > StepLimits.ChannelsMax) throw new InvalidDataException($"The state has {count} channels.");
        if (count == 0) return null;
        var names = new string[count];
        for (int i = 0; i < names.Length; i++) names[i] = reader.ReadString();
        if (names.Distinct().Count() != names.Length) throw new InvalidDataException("The state names a channel twice.");
        return new ChannelSet(names);
    }
}
