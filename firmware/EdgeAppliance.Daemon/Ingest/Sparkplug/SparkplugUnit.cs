namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>A node itself, or one of its devices.</summary>
/// <remarks>Guarded by the node's lock, but for <see cref="Stream"/>, which does not change.</remarks>
internal sealed class SparkplugUnit(DeviceStream stream)
{
    /// <summary>Where its readings go.</summary>
    public DeviceStream Stream { get; } = stream;

    /// <summary>What its last birth said; null before the first.</summary>
    public SparkplugChannels? Channels { get; private set; }

    /// <summary>Whether it was born since its node was, and did not die.</summary>
    public bool IsBorn { get; private set; }

    /// <summary>Whether it has died since its last birth.</summary>
    public bool IsDead { get; private set; }

    /// <summary>The values as they are now, a channel; NaN where unknown.</summary>
    public double[] Held { get; private set; } = [];

    /// <summary>What <see cref="Held"/> will be once the payload at hand is taken.</summary>
    public double[] Next { get; private set; } = [];

    /// <summary>Why its last birth was refused; <see cref="PayloadError.None"/> where it was not.</summary>
    public PayloadError BirthError { get; set; }

    public void Bear(SparkplugChannels channels)
    {
        Channels = channels;
        Held = Next;
        Next = new double[channels.Count];
        IsBorn = true;
        IsDead = false;
        BirthError = PayloadError.None;
    }

    /// <summary>For a birth that is being read: no value is known.</summary>
    public void Prepare(int channels)
    {
        if (Next.Length != channels) Next = new double[channels];
        Array.Fill(Next, double.NaN);
    }

    public void Prepare()
    {
        if (Next.Length != Held.Length) Next = new double[Held.Length];
        Held.CopyTo(Next, 0);
    }

    public void Take() => (Held, Next) = (Next, Held);

    /// <summary>Its node was born anew, and tells of it again.</summary>
    public void Forget() => IsBorn = false;

    public void Die()
    {
        IsBorn = false;
        IsDead = true;
        Array.Fill(Held, double.NaN);
    }
}
