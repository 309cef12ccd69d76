namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>What a stream has spent of its privacy budget. It outlives a change of the steps.</summary>
/// <param name="EndsUs">When its period ends, by the readings' time.</param>
internal readonly record struct BudgetSpent(NoiseMechanism Mechanism, long EndsUs, long Spent)
{
    /// <summary>Not known, as in what older versions stored.</summary>
    public const long Never = long.MinValue;

    /// <summary>When its period began by the appliance's own clock, microseconds since 1970.</summary>
    public long BeganUs { get; init; } = Never;

    public void Save(StateWriter writer)
    {
        writer.Write((long)Mechanism);
        writer.Write(EndsUs);
        writer.Write(Spent);
        writer.Write(BeganUs);
    }

    /// <param name="hasBegan">Whether it tells when its period began.</param>
    public static BudgetSpent Load(ref StateReader reader, bool hasBegan)
    {
        var spent = new BudgetSpent((NoiseMechanism)reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        if (hasBegan) spent = spent with { BeganUs = reader.ReadInt64() };
        return spent.Spent >= 0 ? spent : throw new InvalidDataException("A privacy budget has less than nothing spent of it.");
    }
}
