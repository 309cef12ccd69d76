namespace EdgeAppliance.Core.Steps;

public delegate void AlarmHandler(AlarmChange change);
