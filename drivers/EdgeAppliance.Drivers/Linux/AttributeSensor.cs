using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux;

/// <summary>Numbers that a driver of the kernel's gives as files, one a channel.</summary>
internal class AttributeSensor : Sensor
{
    private readonly IReadOnlyList<KernelAttribute> _attributes;
    private readonly AttributeFile[] _files;
    private readonly double[] _row;

    /// <param name="attributes">At least one; of those with the same channel the later ones get a number.</param>
    public AttributeSensor(IReadOnlyList<KernelAttribute> attributes)
    {
        _attributes = attributes;
        _files = [.. attributes.Select(attribute => new AttributeFile(attribute.Path))];
        _row = new double[attributes.Count];
        var names = new List<string>();
        foreach (var attribute in attributes)
        {
            string unique = attribute.Channel;
            for (int n = 2; names.Contains(unique); n++) unique = $"{attribute.Channel}_{n}";
            names.Add(unique);
        }
        Channels = new ChannelSet([.. names]);
    }

    public override ChannelSet Channels { get; }

    public override void Begin(Pause pause)
    {
    }

    public override void Read(SensorRows rows)
    {
        for (int i = 0; i < _row.Length; i++) _row[i] = Value(i);
        rows.Add(_row);
    }

    public override void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    protected virtual double Value(int channel) => (_files[channel].Read() + _attributes[channel].Offset) * _attributes[channel].Factor;
}
