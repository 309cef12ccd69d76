Console.Error.WriteLine("edge-appliance: nothing is configured to run yet");
return 2;
