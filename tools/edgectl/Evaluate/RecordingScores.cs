namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>A recording's scores, one a window at hop 1: of the newest row, and of the whole window for the rule that looks ahead.</summary>
internal sealed record RecordingScores(double[] Newest, double[] Window);
