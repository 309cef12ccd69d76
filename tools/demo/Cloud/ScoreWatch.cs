namespace EdgeAppliance.Demo.Cloud;

/// <summary>Follows one of a model's results as the cloud gets them. Any thread may call it.</summary>
internal sealed class ScoreWatch(string stream, string channel)
{
    private double _newest = double.NaN;
    private int _calm;

    /// <summary>Results in a row, up to the newest, that are not above the threshold.</summary>
    public int Calm => Volatile.Read(ref _calm);

    /// <summary>NaN before the first.</summary>
    public double Newest => Volatile.Read(ref _newest);

    public void Add(CloudRecord record)
    {
        if (record.Stream != stream || record.Number(channel) is not (>= 0 and var score)) return;
        Volatile.Write(ref _newest, score);
        Volatile.Write(ref _calm, score <= record.Number("threshold") ? _calm + 1 : 0);
    }
}
