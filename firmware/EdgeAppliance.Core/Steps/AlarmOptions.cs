namespace EdgeAppliance.Core.Steps;

/// <param name="Constants">What names in the condition stand for where a reading has no channel of that name.</param>
public sealed record AlarmOptions(string Name, string When, int RaiseAfter, int ClearAfter, IReadOnlyDictionary<string, double> Constants);
