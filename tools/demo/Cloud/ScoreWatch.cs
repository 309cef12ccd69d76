namespace EdgeAppliance.Demo.Cloud;

/// <summary>Follows one of a model's results as the cloud gets them. Any thread may call it.</summary>
internal sealed class ScoreWatch(string stream, string channel)
{
    private double _newest = double.NaN;

    /// <summary>NaN before the first.</summary>
    public double Newest => Volatile.Read(ref _newest);

    public void Add(CloudRecord record)
    {
        if (record.Stream == stream && record.Number(channel) is >= 0 and var score) Volatile.Write(ref _newest, score);
    }
}
