namespace EdgeAppliance.Core.Pipeline;

/// <summary>Alarms pass the backlog; within one priority records keep their order. The numbers are stored: never renumber.</summary>
public enum RecordPriority : byte
{
    Alarm = 0,
    Normal = 1,
}
