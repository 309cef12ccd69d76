namespace EdgeAppliance.Core.Steps;

/// <summary>Whether a condition counts as holding: once it held for so many readings in a row, until it did not for so many.</summary>
internal sealed class AlarmState(int raiseAfter, int clearAfter)
{
    private long _against;

    public bool Active { get; private set; }

    /// <returns>True where this reading raises or clears it.</returns>
    public bool Takes(Truth truth)
    {
        if (truth == Truth.Unknown) return false;
        if (truth == Truth.Yes == Active)
        {
            _against = 0;
            return false;
        }
        if (++_against < (Active ? clearAfter : raiseAfter)) return false;
        _against = 0;
        Active = !Active;
        return true;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Active);
        writer.Write(_against);
    }

    public void Load(ref StateReader reader) => (Active, _against) = (reader.ReadBoolean(), reader.ReadInt64());
}
