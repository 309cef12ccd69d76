namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>What a stream has spent of its privacy budget. It outlives a change of the steps.</summary>
/// <param name="EndsUs">When its period ends, by the readings' time.</param>
internal readonly record struct BudgetSpent(NoiseMechanism Mechanism, long EndsUs, long Spent)
{
    public void Save(StateWriter writer)
    {
        writer.Write((long)Mechanism);
        writer.Write(EndsUs);
        writer.Write(Spent);
    }

    public static BudgetSpent Load(ref StateReader reader)
    {
        var spent = new BudgetSpent((NoiseMechanism)reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        return spent.Spent >= 0 ? spent : throw new InvalidDataException("A privacy budget has less than nothing spent of it.");
    }
}
