namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>What a look at one thing gave.</summary>
/// <param name="Subject">What was looked at, in a word or two.</param>
/// <param name="Remedy">What to do about it, with the command where there is one; empty where nothing is wrong.</param>
internal sealed record Finding(string Subject, Verdict Verdict, string Text, string Remedy = "");
