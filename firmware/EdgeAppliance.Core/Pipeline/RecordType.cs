namespace EdgeAppliance.Core.Pipeline;

/// <summary>What a record tells; its CloudEvents type is <c>edge.{name}.v1</c>. The numbers are stored: never renumber.</summary>
public enum RecordType : byte
{
    Reading = 1,
    Inference = 2,
    Alarm = 3,
    Gap = 4,
    Health = 5,
}
